-- forward
BEGIN;
-- Custom state/database change combination
ALTER TABLE "catalog_tag" ADD COLUMN "hidden" text;
COMMIT;

-- backward
BEGIN;
-- Custom state/database change combination
ALTER TABLE "catalog_tag" DROP COLUMN "hidden";
COMMIT;

