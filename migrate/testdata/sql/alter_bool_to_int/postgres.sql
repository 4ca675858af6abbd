-- forward
BEGIN;
-- Alter field active on product
ALTER TABLE "catalog_product" ALTER COLUMN "active" DROP DEFAULT;
ALTER TABLE "catalog_product" ALTER COLUMN "active" TYPE integer USING "active"::integer;
ALTER TABLE "catalog_product" ALTER COLUMN "active" SET DEFAULT 1;
COMMIT;

-- backward
BEGIN;
-- Alter field active on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "active" NOT IN (0, 1)
ALTER TABLE "catalog_product" ALTER COLUMN "active" DROP DEFAULT;
ALTER TABLE "catalog_product" ALTER COLUMN "active" TYPE boolean USING "active" <> 0;
ALTER TABLE "catalog_product" ALTER COLUMN "active" SET DEFAULT true;
COMMIT;

