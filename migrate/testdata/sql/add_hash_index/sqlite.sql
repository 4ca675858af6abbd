-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_name_hash on product
CREATE INDEX "by_name_hash" ON "catalog_product" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create index by_name_hash on product
DROP INDEX "by_name_hash";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

