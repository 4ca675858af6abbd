-- forward
BEGIN;
-- Create index by_made on product
CREATE INDEX "by_made" ON "catalog_product" USING brin ("made");
COMMIT;

-- backward
BEGIN;
-- Create index by_made on product
DROP INDEX "by_made";
COMMIT;

