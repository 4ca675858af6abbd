-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_ref on model product
CREATE UNIQUE INDEX "one_ref" ON "catalog_product" (ifnull("name", 0), "name" IS NULL, ifnull("ref", 0), "ref" IS NULL);
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create constraint one_ref on model product
DROP INDEX "one_ref";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

