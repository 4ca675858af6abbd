-- forward
BEGIN;
-- Alter field name on product
DROP INDEX "catalog_product_name_18beb500_idx";
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_name_fb04b024_key" UNIQUE ("name");
COMMIT;

-- backward
BEGIN;
-- Alter field name on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_name_fb04b024_key";
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
COMMIT;

