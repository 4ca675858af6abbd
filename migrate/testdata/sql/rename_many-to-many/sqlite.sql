-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field tags on product to labels
ALTER TABLE "catalog_product_tags" RENAME TO "catalog_product_labels";
DROP INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
DROP INDEX "catalog_product_tags_product_id_e15e18fa_idx";
DROP INDEX "catalog_product_tags_tag_id_c19948db_idx";
CREATE UNIQUE INDEX "catalog_product_labels_product_id_tag_id_23c692aa_uniq" ON "catalog_product_labels" ("product_id", "tag_id");
CREATE INDEX "catalog_product_labels_product_id_2ffa0fd8_idx" ON "catalog_product_labels" ("product_id");
CREATE INDEX "catalog_product_labels_tag_id_c1957e89_idx" ON "catalog_product_labels" ("tag_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field tags on product to labels
ALTER TABLE "catalog_product_labels" RENAME TO "catalog_product_tags";
DROP INDEX "catalog_product_labels_product_id_tag_id_23c692aa_uniq";
DROP INDEX "catalog_product_labels_product_id_2ffa0fd8_idx";
DROP INDEX "catalog_product_labels_tag_id_c1957e89_idx";
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

