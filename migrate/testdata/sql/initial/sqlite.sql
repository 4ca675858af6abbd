-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create model Category
CREATE TABLE "catalog_category" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"name" varchar(50) NOT NULL,
	"code" text
);
CREATE UNIQUE INDEX "catalog_category_name_cf145f27_key" ON "catalog_category" ("name");
-- Create model Tag
CREATE TABLE "catalog_tag" (
	"slug" varchar(30) NOT NULL PRIMARY KEY
);
-- Create model Product
CREATE TABLE "catalog_product" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"name" varchar(100) NOT NULL,
	"category_id" bigint NOT NULL REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED,
	"price" integer NOT NULL,
	"stock" integer NOT NULL DEFAULT 7,
	"note" text,
	"data" text CHECK (json_valid("data") OR "data" IS NULL),
	"made" datetime,
	"day" date,
	"at" time,
	"active" bool NOT NULL DEFAULT 1,
	"ref" char(32),
	"weight" real,
	"took" bigint,
	"raw" BLOB,
	"host" char(39),
	"parent_id" bigint REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT "price_positive" CHECK ("price" >= 50)
);
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
CREATE INDEX "catalog_product_parent_id_40cb2da3_idx" ON "catalog_product" ("parent_id");
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
CREATE TABLE "catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
CREATE TABLE "catalog_product_similar" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"from_product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"to_product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" ON "catalog_product_similar" ("from_product_id", "to_product_id");
CREATE INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" ON "catalog_product_similar" ("from_product_id");
CREATE INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" ON "catalog_product_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create model Product
DROP TABLE "catalog_product_similar";
DROP TABLE "catalog_product_tags";
DROP TABLE "catalog_product";
-- Create model Tag
DROP TABLE "catalog_tag";
-- Create model Category
DROP TABLE "catalog_category";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

