-- forward
BEGIN;
-- Create index by_lower on product
CREATE INDEX "by_lower" ON "catalog_product" ((lower("name")));
COMMIT;

-- backward
BEGIN;
-- Create index by_lower on product
DROP INDEX "by_lower";
COMMIT;

