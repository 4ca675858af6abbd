-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename table of product to goods
ALTER TABLE "catalog_product" RENAME TO "goods";
ALTER TABLE "catalog_product_tags" RENAME TO "goods_tags";
ALTER TABLE "catalog_product_similar" RENAME TO "goods_similar";
DROP INDEX "catalog_product_name_18beb500_idx";
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
DROP INDEX "catalog_product_parent_id_40cb2da3_idx";
CREATE INDEX "goods_name_86eb2467_idx" ON "goods" ("name");
CREATE INDEX "goods_category_id_6d5abe2e_idx" ON "goods" ("category_id");
CREATE INDEX "goods_parent_id_7e8a7ba2_idx" ON "goods" ("parent_id");
DROP INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
DROP INDEX "catalog_product_tags_product_id_e15e18fa_idx";
DROP INDEX "catalog_product_tags_tag_id_c19948db_idx";
CREATE UNIQUE INDEX "goods_tags_product_id_tag_id_5bc3ecd5_uniq" ON "goods_tags" ("product_id", "tag_id");
CREATE INDEX "goods_tags_product_id_5b22097f_idx" ON "goods_tags" ("product_id");
CREATE INDEX "goods_tags_tag_id_9827a726_idx" ON "goods_tags" ("tag_id");
DROP INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq";
DROP INDEX "catalog_product_similar_from_product_id_aa7e0355_idx";
DROP INDEX "catalog_product_similar_to_product_id_09ad3dda_idx";
CREATE UNIQUE INDEX "goods_similar_from_product_id_to_product_id_3a5b47e9_uniq" ON "goods_similar" ("from_product_id", "to_product_id");
CREATE INDEX "goods_similar_from_product_id_f9430594_idx" ON "goods_similar" ("from_product_id");
CREATE INDEX "goods_similar_to_product_id_44b282bf_idx" ON "goods_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename table of product to goods
ALTER TABLE "goods" RENAME TO "catalog_product";
ALTER TABLE "goods_tags" RENAME TO "catalog_product_tags";
ALTER TABLE "goods_similar" RENAME TO "catalog_product_similar";
DROP INDEX "goods_name_86eb2467_idx";
DROP INDEX "goods_category_id_6d5abe2e_idx";
DROP INDEX "goods_parent_id_7e8a7ba2_idx";
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
CREATE INDEX "catalog_product_parent_id_40cb2da3_idx" ON "catalog_product" ("parent_id");
DROP INDEX "goods_tags_product_id_tag_id_5bc3ecd5_uniq";
DROP INDEX "goods_tags_product_id_5b22097f_idx";
DROP INDEX "goods_tags_tag_id_9827a726_idx";
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
DROP INDEX "goods_similar_from_product_id_to_product_id_3a5b47e9_uniq";
DROP INDEX "goods_similar_from_product_id_f9430594_idx";
DROP INDEX "goods_similar_to_product_id_44b282bf_idx";
CREATE UNIQUE INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" ON "catalog_product_similar" ("from_product_id", "to_product_id");
CREATE INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" ON "catalog_product_similar" ("from_product_id");
CREATE INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" ON "catalog_product_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

