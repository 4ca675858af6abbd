-- forward
BEGIN;
-- Run Go code
-- Run Go code: Go code, which is not part of this script
-- Alter field name on product
DROP INDEX "catalog_product_name_18beb500_idx";
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE length("name") > 90
ALTER TABLE "catalog_product" ALTER COLUMN "name" TYPE varchar(90);
ALTER TABLE "catalog_product" ALTER COLUMN "name" DROP NOT NULL;
COMMIT;

-- backward
BEGIN;
-- Alter field name on product
ALTER TABLE "catalog_product" ALTER COLUMN "name" TYPE varchar(100);
UPDATE "catalog_product" SET "name" = '' WHERE "name" IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE "catalog_product" ALTER COLUMN "name" SET NOT NULL;
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
-- Run Go code
-- Run Go code: Go code, which is not part of this script
COMMIT;

