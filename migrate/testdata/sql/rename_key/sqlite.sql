-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field category on product to kind
ALTER TABLE "catalog_product" RENAME COLUMN "category_id" TO "kind_id";
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
CREATE INDEX "catalog_product_kind_id_a5131745_idx" ON "catalog_product" ("kind_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field category on product to kind
ALTER TABLE "catalog_product" RENAME COLUMN "kind_id" TO "category_id";
DROP INDEX "catalog_product_kind_id_a5131745_idx";
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

