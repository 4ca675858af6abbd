-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove constraint price_positive from model product
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product" (
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
	"parent_id" bigint REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product" ("id", "name", "category_id", "price", "stock", "note", "data", "made", "day", "at", "active", "ref", "weight", "took", "raw", "host", "parent_id") SELECT "id", "name", "category_id", "price", "stock", "note", "data", "made", "day", "at", "active", "ref", "weight", "took", "raw", "host", "parent_id" FROM "catalog_product";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product', seq FROM sqlite_sequence WHERE name = 'catalog_product';
DROP TABLE "catalog_product";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product" RENAME TO "catalog_product";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
CREATE INDEX "catalog_product_parent_id_40cb2da3_idx" ON "catalog_product" ("parent_id");
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Remove constraint price_positive from model product
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product" (
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
INSERT INTO "new__catalog_product" ("id", "name", "category_id", "price", "stock", "note", "data", "made", "day", "at", "active", "ref", "weight", "took", "raw", "host", "parent_id") SELECT "id", "name", "category_id", "price", "stock", "note", "data", "made", "day", "at", "active", "ref", "weight", "took", "raw", "host", "parent_id" FROM "catalog_product";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product', seq FROM sqlite_sequence WHERE name = 'catalog_product';
DROP TABLE "catalog_product";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product" RENAME TO "catalog_product";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "catalog_product_name_18beb500_idx" ON "catalog_product" ("name");
CREATE INDEX "catalog_product_category_id_3168b9b3_idx" ON "catalog_product" ("category_id");
CREATE INDEX "catalog_product_parent_id_40cb2da3_idx" ON "catalog_product" ("parent_id");
CREATE INDEX "product_price_idx" ON "catalog_product" ("price" DESC, "name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

