-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field price on product to cost
ALTER TABLE "catalog_product" RENAME COLUMN "price" TO "cost";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field price on product to cost
ALTER TABLE "catalog_product" RENAME COLUMN "cost" TO "price";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

