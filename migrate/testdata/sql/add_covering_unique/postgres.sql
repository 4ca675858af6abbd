-- forward
BEGIN;
-- Create constraint one_name on model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "one_name" UNIQUE ("name") INCLUDE ("price");
COMMIT;

-- backward
BEGIN;
-- Create constraint one_name on model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "one_name";
COMMIT;

