-- forward
BEGIN;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" integer NOT NULL DEFAULT 0;
ALTER TABLE "catalog_product" ALTER COLUMN "extra" DROP DEFAULT;
CREATE INDEX "catalog_product_extra_61f9ad19_idx" ON "catalog_product" ("extra");
COMMIT;

-- backward
BEGIN;
-- Add field extra to product
DROP INDEX "catalog_product_extra_61f9ad19_idx";
ALTER TABLE "catalog_product" DROP COLUMN "extra";
COMMIT;

