-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename index product_price_idx on product to by_price
DROP INDEX "product_price_idx";
CREATE INDEX "by_price" ON "catalog_product" ("price" DESC, "name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename index product_price_idx on product to by_price
DROP INDEX "by_price";
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

