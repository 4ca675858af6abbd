-- forward
BEGIN;
-- Alter field ref on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE length("ref"::text) > 36
ALTER TABLE "catalog_product" ALTER COLUMN "ref" TYPE varchar(36) USING "ref"::text;
COMMIT;

-- backward
BEGIN;
-- Alter field ref on product
ALTER TABLE "catalog_product" ALTER COLUMN "ref" TYPE uuid USING "ref"::uuid;
COMMIT;

