-- forward
BEGIN;
-- Alter field note on product
UPDATE "catalog_product" SET "note" = 'none' WHERE "note" IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE "catalog_product" ALTER COLUMN "note" SET NOT NULL;
COMMENT ON COLUMN "catalog_product"."note" IS NULL;
COMMIT;

-- backward
BEGIN;
-- Alter field note on product
ALTER TABLE "catalog_product" ALTER COLUMN "note" DROP NOT NULL;
COMMENT ON COLUMN "catalog_product"."note" IS 'free text';
COMMIT;

