-- forward
BEGIN;
-- Alter field stock on product
ALTER TABLE "catalog_product" ALTER COLUMN "stock" DROP DEFAULT;
ALTER TABLE "catalog_product" ALTER COLUMN "stock" TYPE numeric(12, 2) USING "stock"::numeric;
ALTER TABLE "catalog_product" ALTER COLUMN "stock" SET DEFAULT 1.50;
COMMIT;

-- backward
BEGIN;
-- Alter field stock on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "stock" <> trunc("stock")
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "stock" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product" ALTER COLUMN "stock" DROP DEFAULT;
ALTER TABLE "catalog_product" ALTER COLUMN "stock" TYPE integer USING "stock"::integer;
ALTER TABLE "catalog_product" ALTER COLUMN "stock" SET DEFAULT 7;
COMMIT;

