-- forward
BEGIN;
-- Create constraint named on model product
ALTER TABLE "catalog_product" ADD CONSTRAINT "named" CHECK (("note" IS NULL OR starts_with("name", 'p') OR "stock" IN (7, 8)));
COMMIT;

-- backward
BEGIN;
-- Create constraint named on model product
ALTER TABLE "catalog_product" DROP CONSTRAINT "named";
COMMIT;

