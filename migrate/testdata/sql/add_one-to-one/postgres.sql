-- forward
BEGIN;
-- Add field main to tag
ALTER TABLE "catalog_tag" ADD COLUMN "main_id" bigint;
ALTER TABLE "catalog_tag" ADD CONSTRAINT "catalog_tag_main_id_eb547f13_key" UNIQUE ("main_id");
ALTER TABLE "catalog_tag" ADD CONSTRAINT "catalog_tag_main_id_6a5dd887_fk" FOREIGN KEY ("main_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

-- backward
BEGIN;
-- Add field main to tag
ALTER TABLE "catalog_tag" DROP CONSTRAINT "catalog_tag_main_id_6a5dd887_fk";
ALTER TABLE "catalog_tag" DROP CONSTRAINT "catalog_tag_main_id_eb547f13_key";
ALTER TABLE "catalog_tag" DROP COLUMN "main_id";
COMMIT;

