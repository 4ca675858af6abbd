-- forward
BEGIN;
-- Rename field slug on tag to code
ALTER TABLE "catalog_tag" RENAME COLUMN "slug" TO "code";
COMMIT;

-- backward
BEGIN;
-- Rename field slug on tag to code
ALTER TABLE "catalog_tag" RENAME COLUMN "code" TO "slug";
COMMIT;

