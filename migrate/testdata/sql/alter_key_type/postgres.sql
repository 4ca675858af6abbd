-- forward
BEGIN;
-- Alter field slug on tag
ALTER TABLE "catalog_product_tags" ALTER COLUMN "tag_id" TYPE varchar(40);
ALTER TABLE "catalog_tag" ALTER COLUMN "slug" TYPE varchar(40);
COMMIT;

-- backward
BEGIN;
-- Alter field slug on tag
-- must be 0: SELECT count(*) FROM "catalog_product_tags" WHERE length("tag_id") > 30
ALTER TABLE "catalog_product_tags" ALTER COLUMN "tag_id" TYPE varchar(30);
-- must be 0: SELECT count(*) FROM "catalog_tag" WHERE length("slug") > 30
ALTER TABLE "catalog_tag" ALTER COLUMN "slug" TYPE varchar(30);
COMMIT;

