-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" varchar(9) DEFAULT 'it''s' NOT NULL;
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

