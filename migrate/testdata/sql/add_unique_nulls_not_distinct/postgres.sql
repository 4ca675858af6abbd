-- forward
BEGIN;
-- Create constraint one_ref on model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "one_ref" UNIQUE NULLS NOT DISTINCT ("name", "ref");
COMMIT;

-- backward
BEGIN;
-- Create constraint one_ref on model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "one_ref";
COMMIT;

