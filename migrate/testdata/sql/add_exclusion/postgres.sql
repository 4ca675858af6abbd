-- forward
BEGIN;
-- Create constraint apart on model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "apart" EXCLUDE USING hash ("name" WITH =) WHERE ("active");
COMMIT;

-- backward
BEGIN;
-- Create constraint apart on model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "apart";
COMMIT;

