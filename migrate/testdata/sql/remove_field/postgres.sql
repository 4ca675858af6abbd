-- forward
BEGIN;
-- Remove field note from product
ALTER TABLE "catalog_product" DROP COLUMN "note";
COMMIT;

-- backward
BEGIN;
-- Remove field note from product
ALTER TABLE "catalog_product" ADD COLUMN "note" text;
COMMENT ON COLUMN "catalog_product"."note" IS 'free text';
COMMIT;

