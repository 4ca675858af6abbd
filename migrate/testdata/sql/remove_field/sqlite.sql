-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field note from product
ALTER TABLE "catalog_product" DROP COLUMN "note";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field note from product
ALTER TABLE "catalog_product" ADD COLUMN "note" text;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

