-- forward
BEGIN;
-- Remove index product_price_idx from product
DROP INDEX "product_price_idx";
COMMIT;

-- backward
BEGIN;
-- Remove index product_price_idx from product
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
COMMIT;

