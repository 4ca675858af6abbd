-- forward
BEGIN;
-- Rename field tags on product to labels
ALTER TABLE "catalog_product_tags" RENAME TO "catalog_product_labels";
ALTER TABLE "catalog_product_labels" RENAME CONSTRAINT "catalog_product_tags_pkey" TO "catalog_product_labels_pkey";
ALTER TABLE "catalog_product_labels" RENAME CONSTRAINT "catalog_product_tags_product_id_980fa154_fk" TO "catalog_product_labels_product_id_bf270a06_fk";
ALTER TABLE "catalog_product_labels" RENAME CONSTRAINT "catalog_product_tags_tag_id_a4aa09cf_fk" TO "catalog_product_labels_tag_id_787750c1_fk";
ALTER TABLE "catalog_product_labels" RENAME CONSTRAINT "catalog_product_tags_product_id_tag_id_b21912b0_uniq" TO "catalog_product_labels_product_id_tag_id_23c692aa_uniq";
ALTER INDEX "catalog_product_tags_product_id_e15e18fa_idx" RENAME TO "catalog_product_labels_product_id_2ffa0fd8_idx";
ALTER INDEX "catalog_product_tags_tag_id_c19948db_idx" RENAME TO "catalog_product_labels_tag_id_c1957e89_idx";
COMMIT;

-- backward
BEGIN;
-- Rename field tags on product to labels
ALTER TABLE "catalog_product_labels" RENAME TO "catalog_product_tags";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_labels_pkey" TO "catalog_product_tags_pkey";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_labels_product_id_bf270a06_fk" TO "catalog_product_tags_product_id_980fa154_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_labels_tag_id_787750c1_fk" TO "catalog_product_tags_tag_id_a4aa09cf_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_product_labels_product_id_tag_id_23c692aa_uniq" TO "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
ALTER INDEX "catalog_product_labels_product_id_2ffa0fd8_idx" RENAME TO "catalog_product_tags_product_id_e15e18fa_idx";
ALTER INDEX "catalog_product_labels_tag_id_c1957e89_idx" RENAME TO "catalog_product_tags_tag_id_c19948db_idx";
COMMIT;

