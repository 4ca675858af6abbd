-- forward
BEGIN;
-- Alter field name on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE length("name") > 60
ALTER TABLE "catalog_product" ALTER COLUMN "name" TYPE varchar(60);
COMMIT;

-- backward
BEGIN;
-- Alter field name on product
ALTER TABLE "catalog_product" ALTER COLUMN "name" TYPE varchar(100);
COMMIT;

