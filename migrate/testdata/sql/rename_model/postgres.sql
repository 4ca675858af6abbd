-- forward
BEGIN;
-- Rename model Product to Item
ALTER TABLE "catalog_product" RENAME TO "catalog_item";
ALTER TABLE "catalog_item" RENAME CONSTRAINT "catalog_product_pkey" TO "catalog_item_pkey";
ALTER TABLE "catalog_product_tags" RENAME TO "catalog_item_tags";
ALTER TABLE "catalog_item_tags" RENAME CONSTRAINT "catalog_product_tags_pkey" TO "catalog_item_tags_pkey";
ALTER TABLE "catalog_item_tags" RENAME COLUMN "product_id" TO "item_id";
ALTER TABLE "catalog_product_similar" RENAME TO "catalog_item_similar";
ALTER TABLE "catalog_item_similar" RENAME CONSTRAINT "catalog_product_similar_pkey" TO "catalog_item_similar_pkey";
ALTER TABLE "catalog_item_similar" RENAME COLUMN "from_product_id" TO "from_item_id";
ALTER TABLE "catalog_item_similar" RENAME COLUMN "to_product_id" TO "to_item_id";
ALTER TABLE "catalog_item" RENAME CONSTRAINT "catalog_product_category_id_1cb46527_fk" TO "catalog_item_category_id_d7c390d1_fk";
ALTER TABLE "catalog_item" RENAME CONSTRAINT "catalog_product_parent_id_aa5d8617_fk" TO "catalog_item_parent_id_5bbbc5f1_fk";
ALTER INDEX "catalog_product_name_18beb500_idx" RENAME TO "catalog_item_name_3228f7ea_idx";
ALTER INDEX "catalog_product_category_id_3168b9b3_idx" RENAME TO "catalog_item_category_id_b73bf619_idx";
ALTER INDEX "catalog_product_parent_id_40cb2da3_idx" RENAME TO "catalog_item_parent_id_56f732b9_idx";
ALTER TABLE "catalog_item_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_980fa154_fk" TO "catalog_item_tags_item_id_016c09e6_fk";
ALTER TABLE "catalog_item_tags" RENAME CONSTRAINT "catalog_product_tags_tag_id_a4aa09cf_fk" TO "catalog_item_tags_tag_id_89a31469_fk";
ALTER TABLE "catalog_item_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_tag_id_b21912b0_uniq" TO "catalog_item_tags_item_id_tag_id_a4da700a_uniq";
ALTER INDEX "catalog_product_tags_product_id_e15e18fa_idx" RENAME TO "catalog_item_tags_item_id_a2994238_idx";
ALTER INDEX "catalog_product_tags_tag_id_c19948db_idx" RENAME TO "catalog_item_tags_tag_id_53d572f1_idx";
ALTER TABLE "catalog_item_similar" RENAME CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk" TO "catalog_item_similar_from_item_id_0349d4d5_fk";
ALTER TABLE "catalog_item_similar" RENAME CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk" TO "catalog_item_similar_to_item_id_f5bd98c6_fk";
ALTER TABLE "catalog_item_similar" RENAME CONSTRAINT "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" TO "catalog_item_similar_from_item_id_to_item_id_eed172de_uniq";
ALTER INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" RENAME TO "catalog_item_similar_from_item_id_d8011725_idx";
ALTER INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" RENAME TO "catalog_item_similar_to_item_id_5efbfe98_idx";
COMMIT;

-- backward
BEGIN;
-- Rename model Product to Item
ALTER TABLE "catalog_item" RENAME TO "catalog_product";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "catalog_item_pkey" TO "catalog_product_pkey";
ALTER TABLE "catalog_item_tags" RENAME TO "catalog_product_tags";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_item_tags_pkey" TO "catalog_product_tags_pkey";
ALTER TABLE "catalog_product_tags" RENAME COLUMN "item_id" TO "product_id";
ALTER TABLE "catalog_item_similar" RENAME TO "catalog_product_similar";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "catalog_item_similar_pkey" TO "catalog_product_similar_pkey";
ALTER TABLE "catalog_product_similar" RENAME COLUMN "from_item_id" TO "from_product_id";
ALTER TABLE "catalog_product_similar" RENAME COLUMN "to_item_id" TO "to_product_id";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "catalog_item_category_id_d7c390d1_fk" TO "catalog_product_category_id_1cb46527_fk";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "catalog_item_parent_id_5bbbc5f1_fk" TO "catalog_product_parent_id_aa5d8617_fk";
ALTER INDEX "catalog_item_name_3228f7ea_idx" RENAME TO "catalog_product_name_18beb500_idx";
ALTER INDEX "catalog_item_category_id_b73bf619_idx" RENAME TO "catalog_product_category_id_3168b9b3_idx";
ALTER INDEX "catalog_item_parent_id_56f732b9_idx" RENAME TO "catalog_product_parent_id_40cb2da3_idx";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_item_tags_item_id_016c09e6_fk" TO "catalog_product_tags_product_id_980fa154_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_item_tags_tag_id_89a31469_fk" TO "catalog_product_tags_tag_id_a4aa09cf_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "catalog_item_tags_item_id_tag_id_a4da700a_uniq" TO "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
ALTER INDEX "catalog_item_tags_item_id_a2994238_idx" RENAME TO "catalog_product_tags_product_id_e15e18fa_idx";
ALTER INDEX "catalog_item_tags_tag_id_53d572f1_idx" RENAME TO "catalog_product_tags_tag_id_c19948db_idx";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "catalog_item_similar_from_item_id_0349d4d5_fk" TO "catalog_product_similar_from_product_id_40e93105_fk";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "catalog_item_similar_to_item_id_f5bd98c6_fk" TO "catalog_product_similar_to_product_id_de4674b4_fk";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "catalog_item_similar_from_item_id_to_item_id_eed172de_uniq" TO "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq";
ALTER INDEX "catalog_item_similar_from_item_id_d8011725_idx" RENAME TO "catalog_product_similar_from_product_id_aa7e0355_idx";
ALTER INDEX "catalog_item_similar_to_item_id_5efbfe98_idx" RENAME TO "catalog_product_similar_to_product_id_09ad3dda_idx";
COMMIT;

