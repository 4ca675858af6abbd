-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field name on product
DROP INDEX "catalog_product_name_18beb500_idx";
CREATE UNIQUE INDEX "catalog_product_name_fb04b024_key" ON "catalog_product" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field name on product
DROP INDEX "catalog_product_name_fb04b024_key";
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

