-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_active on model product
CREATE UNIQUE INDEX "one_active" ON "catalog_product" ("name") WHERE "price" > 1000;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_active on model product
DROP INDEX "one_active";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

