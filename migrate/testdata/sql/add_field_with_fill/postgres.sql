-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE "catalog_product" ALTER COLUMN "extra" DROP DEFAULT;
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

