-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" jsonb DEFAULT '{"a": 1}'::jsonb NOT NULL;
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

