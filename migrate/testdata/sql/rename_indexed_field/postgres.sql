-- forward
BEGIN;
-- Rename field name on product to title
ALTER TABLE "catalog_product" RENAME COLUMN "name" TO "title";
ALTER INDEX "catalog_product_name_18beb500_idx" RENAME TO "catalog_product_title_a9d23589_idx";
COMMIT;

-- backward
BEGIN;
-- Rename field name on product to title
ALTER TABLE "catalog_product" RENAME COLUMN "title" TO "name";
ALTER INDEX "catalog_product_title_a9d23589_idx" RENAME TO "catalog_product_name_18beb500_idx";
COMMIT;

