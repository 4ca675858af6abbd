-- forward
BEGIN;
-- Rename table of product to goods
ALTER TABLE "catalog_product" RENAME TO "goods";
ALTER TABLE "goods" RENAME CONSTRAINT "catalog_product_pkey" TO "goods_pkey";
ALTER TABLE "catalog_product_tags" RENAME TO "goods_tags";
ALTER TABLE "goods_tags" RENAME CONSTRAINT "catalog_product_tags_pkey" TO "goods_tags_pkey";
ALTER TABLE "catalog_product_similar" RENAME TO "goods_similar";
ALTER TABLE "goods_similar" RENAME CONSTRAINT "catalog_product_similar_pkey" TO "goods_similar_pkey";
ALTER TABLE "goods" RENAME CONSTRAINT "catalog_product_category_id_1cb46527_fk" TO "goods_category_id_9d857ec0_fk";
ALTER TABLE "goods" RENAME CONSTRAINT "catalog_product_parent_id_aa5d8617_fk" TO "goods_parent_id_425ca29c_fk";
ALTER INDEX "catalog_product_name_18beb500_idx" RENAME TO "goods_name_86eb2467_idx";
ALTER INDEX "catalog_product_category_id_3168b9b3_idx" RENAME TO "goods_category_id_6d5abe2e_idx";
ALTER INDEX "catalog_product_parent_id_40cb2da3_idx" RENAME TO "goods_parent_id_7e8a7ba2_idx";
ALTER TABLE "goods_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_980fa154_fk" TO "goods_tags_product_id_5d7eda9b_fk";
ALTER TABLE "goods_tags" RENAME CONSTRAINT "catalog_product_tags_tag_id_a4aa09cf_fk" TO "goods_tags_tag_id_346fb1f8_fk";
ALTER TABLE "goods_tags" RENAME CONSTRAINT "catalog_product_tags_product_id_tag_id_b21912b0_uniq" TO "goods_tags_product_id_tag_id_5bc3ecd5_uniq";
ALTER INDEX "catalog_product_tags_product_id_e15e18fa_idx" RENAME TO "goods_tags_product_id_5b22097f_idx";
ALTER INDEX "catalog_product_tags_tag_id_c19948db_idx" RENAME TO "goods_tags_tag_id_9827a726_idx";
ALTER TABLE "goods_similar" RENAME CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk" TO "goods_similar_from_product_id_e23da31a_fk";
ALTER TABLE "goods_similar" RENAME CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk" TO "goods_similar_to_product_id_4b2bb1db_fk";
ALTER TABLE "goods_similar" RENAME CONSTRAINT "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" TO "goods_similar_from_product_id_to_product_id_3a5b47e9_uniq";
ALTER INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" RENAME TO "goods_similar_from_product_id_f9430594_idx";
ALTER INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" RENAME TO "goods_similar_to_product_id_44b282bf_idx";
COMMIT;

-- backward
BEGIN;
-- Rename table of product to goods
ALTER TABLE "goods" RENAME TO "catalog_product";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "goods_pkey" TO "catalog_product_pkey";
ALTER TABLE "goods_tags" RENAME TO "catalog_product_tags";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "goods_tags_pkey" TO "catalog_product_tags_pkey";
ALTER TABLE "goods_similar" RENAME TO "catalog_product_similar";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "goods_similar_pkey" TO "catalog_product_similar_pkey";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "goods_category_id_9d857ec0_fk" TO "catalog_product_category_id_1cb46527_fk";
ALTER TABLE "catalog_product" RENAME CONSTRAINT "goods_parent_id_425ca29c_fk" TO "catalog_product_parent_id_aa5d8617_fk";
ALTER INDEX "goods_name_86eb2467_idx" RENAME TO "catalog_product_name_18beb500_idx";
ALTER INDEX "goods_category_id_6d5abe2e_idx" RENAME TO "catalog_product_category_id_3168b9b3_idx";
ALTER INDEX "goods_parent_id_7e8a7ba2_idx" RENAME TO "catalog_product_parent_id_40cb2da3_idx";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "goods_tags_product_id_5d7eda9b_fk" TO "catalog_product_tags_product_id_980fa154_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "goods_tags_tag_id_346fb1f8_fk" TO "catalog_product_tags_tag_id_a4aa09cf_fk";
ALTER TABLE "catalog_product_tags" RENAME CONSTRAINT "goods_tags_product_id_tag_id_5bc3ecd5_uniq" TO "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
ALTER INDEX "goods_tags_product_id_5b22097f_idx" RENAME TO "catalog_product_tags_product_id_e15e18fa_idx";
ALTER INDEX "goods_tags_tag_id_9827a726_idx" RENAME TO "catalog_product_tags_tag_id_c19948db_idx";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "goods_similar_from_product_id_e23da31a_fk" TO "catalog_product_similar_from_product_id_40e93105_fk";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "goods_similar_to_product_id_4b2bb1db_fk" TO "catalog_product_similar_to_product_id_de4674b4_fk";
ALTER TABLE "catalog_product_similar" RENAME CONSTRAINT "goods_similar_from_product_id_to_product_id_3a5b47e9_uniq" TO "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq";
ALTER INDEX "goods_similar_from_product_id_f9430594_idx" RENAME TO "catalog_product_similar_from_product_id_aa7e0355_idx";
ALTER INDEX "goods_similar_to_product_id_44b282bf_idx" RENAME TO "catalog_product_similar_to_product_id_09ad3dda_idx";
COMMIT;

