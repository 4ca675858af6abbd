-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field main to tag
ALTER TABLE "catalog_tag" ADD COLUMN "main_id" bigint REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX "catalog_tag_main_id_eb547f13_key" ON "catalog_tag" ("main_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field main to tag
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_tag" (
	"slug" varchar(30) NOT NULL PRIMARY KEY
);
INSERT INTO "new__catalog_tag" ("slug") SELECT "slug" FROM "catalog_tag";
DROP TABLE "catalog_tag";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_tag" RENAME TO "catalog_tag";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

