-- forward
BEGIN;
-- Rename field price on product to cost
ALTER TABLE "catalog_product" RENAME COLUMN "price" TO "cost";
COMMIT;

-- backward
BEGIN;
-- Rename field price on product to cost
ALTER TABLE "catalog_product" RENAME COLUMN "cost" TO "price";
COMMIT;

