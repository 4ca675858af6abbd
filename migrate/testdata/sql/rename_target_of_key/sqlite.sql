-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Category to Group
ALTER TABLE "catalog_category" RENAME TO "catalog_group";
DROP INDEX "catalog_category_name_cf145f27_key";
CREATE UNIQUE INDEX "catalog_group_name_87983f04_key" ON "catalog_group" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Category to Group
ALTER TABLE "catalog_group" RENAME TO "catalog_category";
DROP INDEX "catalog_group_name_87983f04_key";
CREATE UNIQUE INDEX "catalog_category_name_cf145f27_key" ON "catalog_category" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

