-- forward
BEGIN;
-- Remove constraint price_positive from model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "price_positive";
COMMIT;

-- backward
BEGIN;
-- Remove constraint price_positive from model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "price_positive" CHECK ("price" >= 0.50);
COMMIT;

