-- forward
BEGIN;
-- Alter field day on product
ALTER TABLE "catalog_product" ALTER COLUMN "day" TYPE timestamptz USING "day"::timestamp AT TIME ZONE 'UTC';
COMMIT;

-- backward
BEGIN;
-- Alter field day on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE ("day" AT TIME ZONE 'UTC')::time <> '00:00'
ALTER TABLE "catalog_product" ALTER COLUMN "day" TYPE date USING ("day" AT TIME ZONE 'UTC')::date;
COMMIT;

