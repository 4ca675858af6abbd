-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE "catalog_product" ALTER COLUMN "extra" DROP DEFAULT;
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_extra_8fc8e5dd_key" UNIQUE ("extra");
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_extra_8fc8e5dd_key";
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

