-- forward
BEGIN;
-- Create index by_data on product
CREATE INDEX "by_data" ON "catalog_product" USING gin ("data" "jsonb_path_ops");
COMMIT;

-- backward
BEGIN;
-- Create index by_data on product
DROP INDEX "by_data";
COMMIT;

