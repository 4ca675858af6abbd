-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_stock on product
CREATE INDEX "by_stock" ON "catalog_product" ("stock") WHERE "active";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_stock on product
DROP INDEX "by_stock";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

