-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove index product_price_idx from product
DROP INDEX "product_price_idx";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove index product_price_idx from product
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

