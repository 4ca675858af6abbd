-- forward
BEGIN;
-- Alter field stock on product
ALTER TABLE "catalog_product" ALTER COLUMN "stock" SET DEFAULT 3;
COMMIT;

-- backward
BEGIN;
-- Alter field stock on product
ALTER TABLE "catalog_product" ALTER COLUMN "stock" SET DEFAULT 7;
COMMIT;

