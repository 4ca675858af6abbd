-- forward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Custom state/database change combination
ALTER TABLE "catalog_tag" ADD COLUMN "hidden" text;
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

-- backward
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
-- Custom state/database change combination
ALTER TABLE "catalog_tag" DROP COLUMN "hidden";
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys = ON;

