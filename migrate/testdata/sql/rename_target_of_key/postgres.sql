-- forward
BEGIN;
-- Rename model Category to Group
ALTER TABLE "catalog_category" RENAME TO "catalog_group";
ALTER TABLE "catalog_group" RENAME CONSTRAINT "catalog_category_pkey" TO "catalog_group_pkey";
ALTER TABLE "catalog_group" RENAME CONSTRAINT "catalog_category_name_cf145f27_key" TO "catalog_group_name_87983f04_key";
COMMIT;

-- backward
BEGIN;
-- Rename model Category to Group
ALTER TABLE "catalog_group" RENAME TO "catalog_category";
ALTER TABLE "catalog_category" RENAME CONSTRAINT "catalog_group_pkey" TO "catalog_category_pkey";
ALTER TABLE "catalog_category" RENAME CONSTRAINT "catalog_group_name_87983f04_key" TO "catalog_category_name_cf145f27_key";
COMMIT;

