-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field category on product
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
CREATE UNIQUE INDEX "catalog_product_category_id_09950d33_key" ON "catalog_product" ("category_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field category on product
DROP INDEX "catalog_product_category_id_09950d33_key";
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

