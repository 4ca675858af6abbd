-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field extra to product
ALTER TABLE "catalog_product" ADD COLUMN "extra" integer;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field extra to product
ALTER TABLE "catalog_product" DROP COLUMN "extra";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

