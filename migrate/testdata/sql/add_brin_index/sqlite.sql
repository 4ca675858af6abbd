-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_made on product
CREATE INDEX "by_made" ON "catalog_product" ("made");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_made on product
DROP INDEX "by_made";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

