-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field at from product
ALTER TABLE "catalog_product" DROP COLUMN "at";
-- Remove field name from category
DROP INDEX "catalog_category_name_cf145f27_key";
ALTER TABLE "catalog_category" DROP COLUMN "name";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field name from category
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_category" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"name" varchar(50) NOT NULL,
	"code" text
);
INSERT INTO "new__catalog_category" ("id", "name", "code") SELECT "id", 'again', "code" FROM "catalog_category";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_category';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_category', seq FROM sqlite_sequence WHERE name = 'catalog_category';
DROP TABLE "catalog_category";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_category" RENAME TO "catalog_category";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_category_name_cf145f27_key" ON "catalog_category" ("name");
-- Remove field at from product
ALTER TABLE "catalog_product" ADD COLUMN "at" time;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

