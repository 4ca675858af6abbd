-- forward
BEGIN;
-- Alter field data on product
ALTER TABLE "catalog_product" ALTER COLUMN "data" TYPE text USING "data"::text;
COMMIT;

-- backward
BEGIN;
-- Alter field data on product
ALTER TABLE "catalog_product" ALTER COLUMN "data" TYPE jsonb USING "data"::jsonb;
COMMIT;

