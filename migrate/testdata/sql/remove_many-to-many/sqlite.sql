-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field similar from product
DROP TABLE "catalog_product_similar";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove field similar from product
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

