-- forward
BEGIN;
-- Remove field at from product
ALTER TABLE "catalog_product" DROP COLUMN "at";
-- Remove field name from category
ALTER TABLE "catalog_category" DROP CONSTRAINT "catalog_category_name_cf145f27_key";
ALTER TABLE "catalog_category" DROP COLUMN "name";
COMMIT;

-- backward
BEGIN;
-- Remove field name from category
ALTER TABLE "catalog_category" ADD COLUMN "name" varchar(50) NOT NULL DEFAULT 'again';
ALTER TABLE "catalog_category" ALTER COLUMN "name" DROP DEFAULT;
ALTER TABLE "catalog_category" ADD CONSTRAINT "catalog_category_name_cf145f27_key" UNIQUE ("name");
-- Remove field at from product
ALTER TABLE "catalog_product" ADD COLUMN "at" time;
COMMIT;

