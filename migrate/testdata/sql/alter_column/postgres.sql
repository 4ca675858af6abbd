-- forward
BEGIN;
-- Alter field note on product
ALTER TABLE "catalog_product" RENAME COLUMN "note" TO "remark";
COMMENT ON COLUMN "catalog_product"."remark" IS NULL;
COMMIT;

-- backward
BEGIN;
-- Alter field note on product
ALTER TABLE "catalog_product" RENAME COLUMN "remark" TO "note";
COMMENT ON COLUMN "catalog_product"."note" IS 'free text';
COMMIT;

