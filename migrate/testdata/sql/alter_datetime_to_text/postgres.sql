-- forward
BEGIN;
-- Alter field made on product
ALTER TABLE "catalog_product" ALTER COLUMN "made" TYPE text USING to_char("made" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || CASE WHEN date_part('microseconds', "made")::bigint % 1000000 <> 0 THEN to_char("made", '.US') ELSE '' END;
COMMIT;

-- backward
BEGIN;
-- Alter field made on product
ALTER TABLE "catalog_product" ALTER COLUMN "made" TYPE timestamptz USING "made"::timestamp AT TIME ZONE 'UTC';
COMMIT;

