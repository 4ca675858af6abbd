-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field id on product
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "id" NOT BETWEEN -2147483648 AND 2147483647
-- must be 0: SELECT count(*) FROM "catalog_product" WHERE "parent_id" NOT BETWEEN -2147483648 AND 2147483647
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
	"parent_id" integer REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
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
-- must be 0: SELECT count(*) FROM "catalog_product_tags" WHERE "product_id" NOT BETWEEN -2147483648 AND 2147483647
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" integer NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_tags" ("id", "product_id", "tag_id") SELECT "id", "product_id", "tag_id" FROM "catalog_product_tags";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_tags';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_tags', seq FROM sqlite_sequence WHERE name = 'catalog_product_tags';
DROP TABLE "catalog_product_tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_tags" RENAME TO "catalog_product_tags";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
-- must be 0: SELECT count(*) FROM "catalog_product_similar" WHERE "from_product_id" NOT BETWEEN -2147483648 AND 2147483647
-- must be 0: SELECT count(*) FROM "catalog_product_similar" WHERE "to_product_id" NOT BETWEEN -2147483648 AND 2147483647
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_similar" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"from_product_id" integer NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"to_product_id" integer NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_similar" ("id", "from_product_id", "to_product_id") SELECT "id", "from_product_id", "to_product_id" FROM "catalog_product_similar";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_similar';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_similar', seq FROM sqlite_sequence WHERE name = 'catalog_product_similar';
DROP TABLE "catalog_product_similar";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_similar" RENAME TO "catalog_product_similar";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" ON "catalog_product_similar" ("from_product_id", "to_product_id");
CREATE INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" ON "catalog_product_similar" ("from_product_id");
CREATE INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" ON "catalog_product_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Alter field id on product
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
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_tags" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"tag_id" varchar(30) NOT NULL REFERENCES "catalog_tag" ("slug") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_tags" ("id", "product_id", "tag_id") SELECT "id", "product_id", "tag_id" FROM "catalog_product_tags";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_tags';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_tags', seq FROM sqlite_sequence WHERE name = 'catalog_product_tags';
DROP TABLE "catalog_product_tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_tags" RENAME TO "catalog_product_tags";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_tags_product_id_tag_id_b21912b0_uniq" ON "catalog_product_tags" ("product_id", "tag_id");
CREATE INDEX "catalog_product_tags_product_id_e15e18fa_idx" ON "catalog_product_tags" ("product_id");
CREATE INDEX "catalog_product_tags_tag_id_c19948db_idx" ON "catalog_product_tags" ("tag_id");
-- the table's triggers, and indexes made by hand, are kept
CREATE TABLE "new__catalog_product_similar" (
	"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
	"from_product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED,
	"to_product_id" bigint NOT NULL REFERENCES "catalog_product" ("id") DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO "new__catalog_product_similar" ("id", "from_product_id", "to_product_id") SELECT "id", "from_product_id", "to_product_id" FROM "catalog_product_similar";
DELETE FROM sqlite_sequence WHERE name = 'new__catalog_product_similar';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new__catalog_product_similar', seq FROM sqlite_sequence WHERE name = 'catalog_product_similar';
DROP TABLE "catalog_product_similar";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "new__catalog_product_similar" RENAME TO "catalog_product_similar";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "catalog_product_similar_from_product_id_to_produc_879a1cee_uniq" ON "catalog_product_similar" ("from_product_id", "to_product_id");
CREATE INDEX "catalog_product_similar_from_product_id_aa7e0355_idx" ON "catalog_product_similar" ("from_product_id");
CREATE INDEX "catalog_product_similar_to_product_id_09ad3dda_idx" ON "catalog_product_similar" ("to_product_id");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

