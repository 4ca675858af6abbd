-- forward
BEGIN;
-- Add field other to product
ALTER TABLE "catalog_product" ADD COLUMN "other_id" bigint NOT NULL DEFAULT 1;
ALTER TABLE "catalog_product" ALTER COLUMN "other_id" DROP DEFAULT;
CREATE INDEX "catalog_product_other_id_7aeb1075_idx" ON "catalog_product" ("other_id");
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_other_id_09eca3a5_fk" FOREIGN KEY ("other_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

-- backward
BEGIN;
-- Add field other to product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_other_id_09eca3a5_fk";
DROP INDEX "catalog_product_other_id_7aeb1075_idx";
ALTER TABLE "catalog_product" DROP COLUMN "other_id";
COMMIT;

