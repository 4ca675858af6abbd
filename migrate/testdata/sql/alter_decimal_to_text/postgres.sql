-- forward
BEGIN;
-- Remove constraint price_positive from model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "price_positive";
-- Alter field price on product
ALTER TABLE "catalog_product" ALTER COLUMN "price" TYPE text USING "price"::text;
COMMIT;

-- backward
BEGIN;
-- Alter field price on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "price" !~ '^\s*[-+]?[0-9]+(\.[0-9]*)?\s*$'
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "price"::numeric <> round("price"::numeric, 2)
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE abs("price"::numeric) >= 100000000
ALTER TABLE "catalog_product" ALTER COLUMN "price" TYPE numeric(10, 2) USING "price"::numeric;
-- Remove constraint price_positive from model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "price_positive" CHECK ("price" >= 0.50);
COMMIT;

