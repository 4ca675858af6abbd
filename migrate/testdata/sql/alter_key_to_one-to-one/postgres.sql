-- forward
BEGIN;
-- Alter field category on product
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_category_id_09950d33_key" UNIQUE ("category_id");
COMMIT;

-- backward
BEGIN;
-- Alter field category on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_category_id_09950d33_key";
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
COMMIT;

