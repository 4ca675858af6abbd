-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_name on model product
CREATE UNIQUE INDEX "one_name" ON "catalog_product" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_name on model product
DROP INDEX "one_name";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

