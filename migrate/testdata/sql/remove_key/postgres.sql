-- forward
BEGIN;
-- Remove field category from product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_category_id_1cb46527_fk";
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
ALTER TABLE "catalog_product" DROP COLUMN "category_id";
COMMIT;

-- backward
BEGIN;
-- Remove field category from product
ALTER TABLE "catalog_product" ADD COLUMN "category_id" bigint NOT NULL DEFAULT 1;
ALTER TABLE "catalog_product" ALTER COLUMN "category_id" DROP DEFAULT;
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_category_id_1cb46527_fk" FOREIGN KEY ("category_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

