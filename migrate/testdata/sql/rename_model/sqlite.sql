-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Product to Item
ALTER TABLE "catalog_product" RENAME TO "catalog_item";
ALTER TABLE "catalog_product_tags" RENAME TO "catalog_item_tags";
ALTER TABLE "catalog_item_tags" RENAME COLUMN "product_id" TO "item_id";
ALTER TABLE "catalog_product_similar" RENAME TO "catalog_item_similar";
ALTER TABLE "catalog_item_similar" RENAME COLUMN "from_product_id" TO "from_item_id";
ALTER TABLE "catalog_item_similar" RENAME COLUMN "to_product_id" TO "to_item_id";
DROP INDEX "catalog_product_name_18beb500_idx";
DROP INDEX "catalog_product_category_id_3168b9b3_idx";
DROP INDEX "catalog_product_parent_id_40cb2da3_idx";
CREATE INDEX "catalog_item_name_3228f7ea_idx" ON "catalog_item" ("name");
CREATE INDEX "catalog_item_category_id_b73bf619_idx" ON "catalog_item" ("category_id");
CREATE INDEX "catalog_item_parent_id_56f732b9_idx" ON "catalog_item" ("parent_id");
DROP INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq";
DROP INDEX "catalog_product_tags_product_id_e15e18fa_idx";
DROP INDEX "catalog_product_tags_tag_id_c19948db_idx";
CREATE UNIQUE INDEX "catalog_item_tags_item_id_tag_id_a4da700a_uniq" ON "catalog_item_tags" ("item_id", "tag_id");
CREATE INDEX "catalog_item_tags_item_id_a2994238_idx" ON "catalog_item_tags" ("item_id");
CREATE INDEX "catalog_item_tags_tag_id_53d572f1_idx" ON "catalog_item_tags" ("tag_id");
DROP INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq";
DROP INDEX "catalog_product_similar_from_product_id_aa7e0355_idx";
DROP INDEX "catalog_product_similar_to_product_id_09ad3dda_idx";
CREATE UNIQUE INDEX "catalog_item_similar_from_item_id_to_item_id_eed172de_uniq" ON "catalog_item_similar" ("from_item_id", "to_item_id");
CREATE INDEX "catalog_item_similar_from_item_id_d8011725_idx" ON "catalog_item_similar" ("from_item_id");
CREATE INDEX "catalog_item_similar_to_item_id_5efbfe98_idx" ON "catalog_item_similar" ("to_item_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename model Product to Item
ALTER TABLE "catalog_item" RENAME TO "catalog_product";
ALTER TABLE "catalog_item_tags" RENAME TO "catalog_product_tags";
ALTER TABLE "catalog_product_tags" RENAME COLUMN "item_id" TO "product_id";
ALTER TABLE "catalog_item_similar" RENAME TO "catalog_product_similar";
ALTER TABLE "catalog_product_similar" RENAME COLUMN "from_item_id" TO "from_product_id";
ALTER TABLE "catalog_product_similar" RENAME COLUMN "to_item_id" TO "to_product_id";
DROP INDEX "catalog_item_name_3228f7ea_idx";
DROP INDEX "catalog_item_category_id_b73bf619_idx";
DROP INDEX "catalog_item_parent_id_56f732b9_idx";
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
CREATE INDEX "catalog_product_parent_id_40cb2da3_idx" ON "catalog_product" ("parent_id");
DROP INDEX "catalog_item_tags_item_id_tag_id_a4da700a_uniq";
DROP INDEX "catalog_item_tags_item_id_a2994238_idx";
DROP INDEX "catalog_item_tags_tag_id_53d572f1_idx";
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
DROP INDEX "catalog_item_similar_from_item_id_to_item_id_eed172de_uniq";
DROP INDEX "catalog_item_similar_from_item_id_d8011725_idx";
DROP INDEX "catalog_item_similar_to_item_id_5efbfe98_idx";
CREATE UNIQUE INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" ON "catalog_product_similar" ("from_product_id", "to_product_id");
CREATE INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" ON "catalog_product_similar" ("from_product_id");
CREATE INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" ON "catalog_product_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

