-- forward
BEGIN;
-- Rename index product_price_idx on product to by_price
ALTER INDEX "product_price_idx" RENAME TO "by_price";
COMMIT;

-- backward
BEGIN;
-- Rename index product_price_idx on product to by_price
ALTER INDEX "by_price" RENAME TO "product_price_idx";
COMMIT;

