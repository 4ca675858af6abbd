-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field name on product to title
ALTER TABLE "catalog_product" RENAME COLUMN "name" TO "title";
DROP INDEX "catalog_product_name_18beb500_idx";
CREATE INDEX "catalog_product_title_a9d23589_idx" ON "catalog_product" ("title");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field name on product to title
ALTER TABLE "catalog_product" RENAME COLUMN "title" TO "name";
DROP INDEX "catalog_product_title_a9d23589_idx";
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

