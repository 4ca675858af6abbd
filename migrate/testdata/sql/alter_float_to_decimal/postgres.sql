-- forward
BEGIN;
-- Alter field weight on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "weight"::numeric <> round("weight"::numeric, 3)
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE abs("weight"::numeric) >= 100000
ALTER TABLE "catalog_product" ALTER COLUMN "weight" TYPE numeric(8, 3) USING "weight"::numeric;
COMMIT;

-- backward
BEGIN;
-- Alter field weight on product
ALTER TABLE "catalog_product" ALTER COLUMN "weight" TYPE double precision USING "weight"::double precision;
COMMIT;

