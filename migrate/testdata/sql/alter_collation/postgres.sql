-- forward
BEGIN;
-- Alter field note on product
ALTER TABLE "catalog_product" ALTER COLUMN "note" TYPE text COLLATE "C";
COMMENT ON COLUMN "catalog_product"."note" IS NULL;
COMMIT;

-- backward
BEGIN;
-- Alter field note on product
ALTER TABLE "catalog_product" ALTER COLUMN "note" TYPE text;
COMMENT ON COLUMN "catalog_product"."note" IS 'free text';
COMMIT;

