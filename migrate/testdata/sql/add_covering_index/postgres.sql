-- forward
BEGIN;
-- Create index covers on product
CREATE INDEX "covers" ON "catalog_product" ("stock") INCLUDE ("price");
COMMIT;

-- backward
BEGIN;
-- Create index covers on product
DROP INDEX "covers";
COMMIT;

