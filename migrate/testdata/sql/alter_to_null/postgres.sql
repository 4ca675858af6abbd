-- forward
BEGIN;
-- Alter field name on product
DROP INDEX "catalog_product_name_18beb500_idx";
ALTER TABLE "catalog_product" ALTER COLUMN "name" DROP NOT NULL;
COMMIT;

-- backward
BEGIN;
-- Alter field name on product
UPDATE "catalog_product" SET "name" = '' WHERE "name" IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE "catalog_product" ALTER COLUMN "name" SET NOT NULL;
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
COMMIT;

