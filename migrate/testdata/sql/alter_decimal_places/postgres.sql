-- forward
BEGIN;
-- Alter field price on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "price_positive";
ALTER TABLE "catalog_product" ALTER COLUMN "price" TYPE numeric(12, 4) USING "price"::numeric;
ALTER TABLE "catalog_product" ADD CONSTRAINT "price_positive" CHECK ("price" >= 0.50);
COMMIT;

-- backward
BEGIN;
-- Alter field price on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "price_positive";
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "price"::numeric <> round("price"::numeric, 2)
ALTER TABLE "catalog_product" ALTER COLUMN "price" TYPE numeric(10, 2) USING "price"::numeric;
ALTER TABLE "catalog_product" ADD CONSTRAINT "price_positive" CHECK ("price" >= 0.50);
COMMIT;

