-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_lower on product
CREATE INDEX "by_lower" ON "catalog_product" ((mu_lower("name")));
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_lower on product
DROP INDEX "by_lower";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

