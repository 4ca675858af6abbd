-- forward
BEGIN;
-- Create index by_stock on product
CREATE INDEX "by_stock" ON "catalog_product" ("stock") WHERE "active";
COMMIT;

-- backward
BEGIN;
-- Create index by_stock on product
DROP INDEX "by_stock";
COMMIT;

