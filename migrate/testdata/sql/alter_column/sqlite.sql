-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field note on product
ALTER TABLE "catalog_product" RENAME COLUMN "note" TO "remark";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field note on product
ALTER TABLE "catalog_product" RENAME COLUMN "remark" TO "note";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

