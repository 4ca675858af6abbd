-- forward
BEGIN;
-- Alter field id on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_parent_id_aa5d8617_fk";
ALTER TABLE "catalog_product_tags" DROP CONSTRAINT "catalog_product_tags_product_id_980fa154_fk";
ALTER TABLE "catalog_product_similar" DROP CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk";
ALTER TABLE "catalog_product_similar" DROP CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk";
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "id" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product" ALTER COLUMN "id" TYPE integer USING "id"::integer;
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "parent_id" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product" ALTER COLUMN "parent_id" TYPE integer USING "parent_id"::integer;
-- must be 0: SELECT count(*) FROM "catalog_product_tags" WHERE "product_id" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product_tags" ALTER COLUMN "product_id" TYPE integer USING "product_id"::integer;
-- must be 0: SELECT count(*) FROM "catalog_product_similar" WHERE "from_product_id" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product_similar" ALTER COLUMN "from_product_id" TYPE integer USING "from_product_id"::integer;
-- must be 0: SELECT count(*) FROM "catalog_product_similar" WHERE "to_product_id" NOT BETWEEN -2147483648 AND 2147483647
ALTER TABLE "catalog_product_similar" ALTER COLUMN "to_product_id" TYPE integer USING "to_product_id"::integer;
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_parent_id_aa5d8617_fk" FOREIGN KEY ("parent_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_tags" ADD CONSTRAINT "catalog_product_tags_product_id_980fa154_fk" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_similar" ADD CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk" FOREIGN KEY ("from_product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_similar" ADD CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk" FOREIGN KEY ("to_product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

-- backward
BEGIN;
-- Alter field id on product
ALTER TABLE "catalog_product" DROP CONSTRAINT "catalog_product_parent_id_aa5d8617_fk";
ALTER TABLE "catalog_product_tags" DROP CONSTRAINT "catalog_product_tags_product_id_980fa154_fk";
ALTER TABLE "catalog_product_similar" DROP CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk";
ALTER TABLE "catalog_product_similar" DROP CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk";
ALTER TABLE "catalog_product" ALTER COLUMN "id" TYPE bigint USING "id"::bigint;
ALTER TABLE "catalog_product" ALTER COLUMN "parent_id" TYPE bigint USING "parent_id"::bigint;
ALTER TABLE "catalog_product_tags" ALTER COLUMN "product_id" TYPE bigint USING "product_id"::bigint;
ALTER TABLE "catalog_product_similar" ALTER COLUMN "from_product_id" TYPE bigint USING "from_product_id"::bigint;
ALTER TABLE "catalog_product_similar" ALTER COLUMN "to_product_id" TYPE bigint USING "to_product_id"::bigint;
ALTER TABLE "catalog_product" ADD CONSTRAINT "catalog_product_parent_id_aa5d8617_fk" FOREIGN KEY ("parent_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_tags" ADD CONSTRAINT "catalog_product_tags_product_id_980fa154_fk" FOREIGN KEY ("product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_similar" ADD CONSTRAINT "catalog_product_similar_from_product_id_40e93105_fk" FOREIGN KEY ("from_product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "catalog_product_similar" ADD CONSTRAINT "catalog_product_similar_to_product_id_de4674b4_fk" FOREIGN KEY ("to_product_id") REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED;
COMMIT;

