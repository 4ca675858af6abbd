-- forward
BEGIN;
-- Create constraint one_active on model product
CREATE UNIQUE INDEX "one_active" ON "catalog_product" ("name") WHERE "price" > 10;
COMMIT;

-- backward
BEGIN;
-- Create constraint one_active on model product
DROP INDEX "one_active";
COMMIT;

