-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create model Review
CREATE TABLE "catalog_review" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"text" text NOT NULL
);
CREATE INDEX "catalog_review_product_id_ddba5539_idx" ON "catalog_review" ("product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Create model Review
DROP TABLE "catalog_review";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

