-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field tags from product
DROP TABLE "catalog_product_tags";
-- Delete model Tag
DROP TABLE "catalog_tag";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Delete model Tag
CREATE TABLE "catalog_tag" (
	"slug" varchar(30) NOT NULL PRIMARY KEY
);
-- Remove field tags from product
CREATE TABLE "catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

