-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Tag to Label
ALTER TABLE "catalog_tag" RENAME TO "catalog_label";
ALTER TABLE "catalog_product_tags" RENAME COLUMN "tag_id" TO "label_id";
DROP INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
DROP INDEX "catalog_product_tags_tag_id_c19948db_idx";
CREATE UNIQUE INDEX "catalog_product_tags_product_id_label_id_a8afc64a_uniq" ON "catalog_product_tags" ("product_id", "label_id");
CREATE INDEX "catalog_product_tags_label_id_2b7e40f9_idx" ON "catalog_product_tags" ("label_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Tag to Label
ALTER TABLE "catalog_product_tags" RENAME COLUMN "label_id" TO "tag_id";
ALTER TABLE "catalog_label" RENAME TO "catalog_tag";
DROP INDEX "catalog_product_tags_product_id_label_id_a8afc64a_uniq";
DROP INDEX "catalog_product_tags_label_id_2b7e40f9_idx";
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

