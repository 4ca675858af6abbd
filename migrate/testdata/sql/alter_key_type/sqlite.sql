-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field slug on tag
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(40) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_tags" ("id", "product_id", "tag_id") SELECT "id", "product_id", "tag_id" FROM "catalog_product_tags";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_tags';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_tags', seq FROM sqlite_sequence WHERE name = 'catalog_product_tags';
DROP TABLE "catalog_product_tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_tags" RENAME TO "catalog_product_tags";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_tag" (
	"slug" varchar(40) NOT NULL PRIMARY KEY
);
INSERT INTO "new__catalog_tag" ("slug") SELECT "slug" FROM "catalog_tag";
DROP TABLE "catalog_tag";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_tag" RENAME TO "catalog_tag";
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field slug on tag
-- must be 0: SELECT count(*) FROM "catalog_product_tags" WHERE length("tag_id") > 30
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_tags" ("id", "product_id", "tag_id") SELECT "id", "product_id", "tag_id" FROM "catalog_product_tags";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_tags';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_tags', seq FROM sqlite_sequence WHERE name = 'catalog_product_tags';
DROP TABLE "catalog_product_tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_tags" RENAME TO "catalog_product_tags";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
-- must be 0: SELECT count(*) FROM "catalog_tag" WHERE length("slug") > 30
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

