-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" boolean NOT NULL DEFAULT false;
ALTER TABLE "catalog_product" ALTER COLUMN "extra" DROP DEFAULT;
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

