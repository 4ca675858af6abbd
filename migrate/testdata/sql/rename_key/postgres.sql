-- forward
BEGIN;
-- Rename field category on product to kind
ALTER TABLE "catalog_product" RENAME COLUMN "category_id" TO "kind_id";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "catalog_product_category_id_1cb46527_fk" TO "catalog_product_kind_id_a8b86875_fk";
ALTER INDEX "catalog_product_category_id_3168b9b3_idx" RENAME TO "catalog_product_kind_id_a5131745_idx";
COMMIT;

-- backward
BEGIN;
-- Rename field category on product to kind
ALTER TABLE "catalog_product" RENAME COLUMN "kind_id" TO "category_id";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "catalog_product_kind_id_a8b86875_fk" TO "catalog_product_category_id_1cb46527_fk";
ALTER INDEX "catalog_product_kind_id_a5131745_idx" RENAME TO "catalog_product_category_id_3168b9b3_idx";
COMMIT;

