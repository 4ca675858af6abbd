-- forward
BEGIN;
-- Rename model Tag to Label
ALTER TABLE "catalog_tag" RENAME TO "catalog_label";
ALTER TABLE "catalog_label" RENAME CONSTRAINT "catalog_tag_pkey" TO "catalog_label_pkey";
ALTER TABLE "catalog_product_tags" RENAME COLUMN "tag_id" TO "label_id";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_tags_tag_id_a4aa09cf_fk" TO "catalog_product_tags_label_id_d84a6631_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_tag_id_b21912b0_uniq" TO "catalog_product_tags_product_id_label_id_a8afc64a_uniq";
ALTER INDEX "catalog_product_tags_tag_id_c19948db_idx" RENAME TO "catalog_product_tags_label_id_2b7e40f9_idx";
COMMIT;

-- backward
BEGIN;
-- Rename model Tag to Label
ALTER TABLE "catalog_product_tags" RENAME COLUMN "label_id" TO "tag_id";
ALTER TABLE "catalog_label" RENAME TO "catalog_tag";
ALTER TABLE "catalog_tag" RENAME CONSTRAINT "catalog_label_pkey" TO "catalog_tag_pkey";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_tags_label_id_d84a6631_fk" TO "catalog_product_tags_tag_id_a4aa09cf_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_label_id_a8afc64a_uniq" TO "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
ALTER INDEX "catalog_product_tags_label_id_2b7e40f9_idx" RENAME TO "catalog_product_tags_tag_id_c19948db_idx";
COMMIT;

