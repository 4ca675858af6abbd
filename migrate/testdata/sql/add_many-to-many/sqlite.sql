-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field tags to category
CREATE TABLE "catalog_category_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"category_id" bigint NOT NULL REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "catalog_category_tags_category_id_tag_id_7a81e656_uniq" ON "catalog_category_tags" ("category_id", "tag_id");
CREATE INDEX "catalog_category_tags_category_id_9294ac1c_idx" ON "catalog_category_tags" ("category_id");
CREATE INDEX "catalog_category_tags_tag_id_67fe9966_idx" ON "catalog_category_tags" ("tag_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Add field tags to category
DROP TABLE "catalog_category_tags";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

