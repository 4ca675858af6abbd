-- forward
BEGIN;
-- Add field category to tag
ALTER TABLE "catalog_tag" ADD COLUMN "category_id" bigint;
CREATE INDEX "catalog_tag_category_id_11c6237c_idx" ON "catalog_tag" ("category_id");
ALTER TABLE "catalog_tag" ADD CONSTRAINT "catalog_tag_category_id_df198742_fk" FOREIGN KEY ("category_id") REFERENCES "catalog_category" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

-- backward
BEGIN;
-- Add field category to tag
ALTER TABLE "catalog_tag" DROP CONSTRAINT "catalog_tag_category_id_df198742_fk";
DROP INDEX "catalog_tag_category_id_11c6237c_idx";
ALTER TABLE "catalog_tag" DROP COLUMN "category_id";
COMMIT;

