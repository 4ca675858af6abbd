-- forward
BEGIN;
-- Create index by_name_hash on product
CREATE INDEX "by_name_hash" ON "catalog_product" USING hash ("name");
COMMIT;

-- backward
BEGIN;
-- Create index by_name_hash on product
DROP INDEX "by_name_hash";
COMMIT;

