-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field slug on tag to code
ALTER TABLE "catalog_tag" RENAME COLUMN "slug" TO "code";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Rename field slug on tag to code
ALTER TABLE "catalog_tag" RENAME COLUMN "code" TO "slug";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

