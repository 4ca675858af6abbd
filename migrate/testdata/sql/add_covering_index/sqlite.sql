-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index covers on product
CREATE INDEX "covers" ON "catalog_product" ("stock");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index covers on product
DROP INDEX "covers";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

