-- docs:begin all
-- PostgreSQL
SELECT "library_book"."id", "library_book"."title", "library_book"."author_id", "library_book"."genre", "library_book"."price", "library_book"."stock", "library_book"."published"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book"."id", "library_book"."title", "library_book"."author_id", "library_book"."genre", "library_book"."price", "library_book"."stock", "library_book"."published"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end all

-- docs:begin filter
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  WHERE "library_book"."price" > $1 AND "library_book__author"."name" LIKE $2
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  WHERE "library_book"."price" > ?1 AND mu_starts("library_book__author"."name", ?2)
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end filter

-- docs:begin exclude
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE ((("library_book"."genre" = $1 AND "library_book"."published" < $2)) IS NOT TRUE)
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE ((("library_book"."genre" = ?1 AND "library_book"."published" < ?2)) IS NOT TRUE)
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end exclude

-- docs:begin orderby
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  ORDER BY "library_book"."published" DESC, "library_book__author"."name";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  ORDER BY "library_book"."published" DESC NULLS FIRST, "library_book__author"."name";
-- docs:end orderby

-- docs:begin reverse
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title" DESC, "library_book"."id" DESC;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title" DESC, "library_book"."id" DESC;
-- docs:end reverse

-- docs:begin limit
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 10
  OFFSET $1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 10
  OFFSET ?1;
-- docs:end limit

-- docs:begin none
-- docs:end none

-- docs:begin get
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."title" = $1
  LIMIT 2;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."title" = ?1
  LIMIT 2;
-- docs:end get

-- docs:begin first
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 1;
-- docs:end first

-- docs:begin last
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title" DESC, "library_book"."id" DESC
  LIMIT 1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title" DESC, "library_book"."id" DESC
  LIMIT 1;
-- docs:end last

-- docs:begin latest
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."published" DESC
  LIMIT 1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."published" DESC NULLS FIRST
  LIMIT 1;
-- docs:end latest

-- docs:begin earliest
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."published"
  LIMIT 1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."published" NULLS LAST
  LIMIT 1;
-- docs:end earliest

-- docs:begin count
-- PostgreSQL
SELECT count(*)
  FROM "library_book"
  WHERE "library_book"."stock" > $1;
-- SQLite
SELECT count(*)
  FROM "library_book"
  WHERE "library_book"."stock" > ?1;
-- docs:end count

-- docs:begin exists
-- PostgreSQL
SELECT EXISTS (SELECT 1 FROM "library_book" WHERE "library_book"."stock" > $1);
-- SQLite
SELECT EXISTS (SELECT 1 FROM "library_book" WHERE "library_book"."stock" > ?1);
-- docs:end exists

-- docs:begin selectrelated
-- PostgreSQL
SELECT "library_book".…, "library_book__author".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…, "library_book__author".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end selectrelated

-- docs:begin prefetchrelated
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  ORDER BY "library_author"."name";
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" = ANY($1)
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  ORDER BY "library_author"."name";
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" IN (?1, ?2, ?3, ?4)
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end prefetchrelated

-- docs:begin prefetchmany
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
SELECT "library_reader".…, "library_book_readers"."book_id"
  FROM "library_reader"
  JOIN "library_book_readers" ON "library_book_readers"."reader_id" = "library_reader"."id"
  WHERE "library_book_readers"."book_id" = ANY($1)
  ORDER BY "library_reader"."name";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
SELECT "library_reader".…, "library_book_readers"."book_id"
  FROM "library_reader"
  JOIN "library_book_readers" ON "library_book_readers"."reader_id" = "library_reader"."id"
  WHERE "library_book_readers"."book_id" IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
  ORDER BY "library_reader"."name";
-- docs:end prefetchmany

-- docs:begin only
-- PostgreSQL
SELECT "library_book"."id", "library_book"."title", "library_book"."price"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book"."id", "library_book"."title", "library_book"."price"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end only

-- docs:begin defer
-- PostgreSQL
SELECT "library_book"."id", "library_book"."title", "library_book"."author_id", "library_book"."price", "library_book"."stock"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book"."id", "library_book"."title", "library_book"."author_id", "library_book"."price", "library_book"."stock"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end defer

-- docs:begin forupdate
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."stock" > $1
  ORDER BY "library_book"."id"
  LIMIT 1
  FOR UPDATE OF "library_book" SKIP LOCKED;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."stock" > ?1
  ORDER BY "library_book"."id"
  LIMIT 1;
-- docs:end forupdate

-- docs:begin iter
-- PostgreSQL
DECLARE "musette_1" NO SCROLL CURSOR FOR SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."id";
FETCH 500 FROM "musette_1";
CLOSE "musette_1";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."id";
-- docs:end iter

-- docs:begin paginate
-- PostgreSQL
SELECT count(*)
  FROM "library_book";
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 2
  OFFSET $1;
-- SQLite
SELECT count(*)
  FROM "library_book";
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 2
  OFFSET ?1;
-- docs:end paginate

-- docs:begin paginateuncounted
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 3
  OFFSET $1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 3
  OFFSET ?1;
-- docs:end paginateuncounted

-- docs:begin expressions
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE CAST(extract(year FROM "library_book"."published" AT TIME ZONE 'UTC') AS bigint) = $1
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE CAST(strftime('%Y', "library_book"."published") AS INTEGER) = ?1
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end expressions

-- docs:begin aggregate
-- PostgreSQL
SELECT coalesce(sum("library_book"."price"), CAST($1 AS numeric))
  FROM "library_book"
  WHERE "library_book"."genre" = $2;
-- SQLite
SELECT coalesce(sum("library_book"."price"), ?1)
  FROM "library_book"
  WHERE "library_book"."genre" = ?2;
-- docs:end aggregate

-- docs:begin values
-- PostgreSQL
SELECT "library_book"."title"
  FROM "library_book"
  WHERE "library_book"."stock" > $1
  ORDER BY 1, "library_book"."id";
-- SQLite
SELECT "library_book"."title"
  FROM "library_book"
  WHERE "library_book"."stock" > ?1
  ORDER BY 1, "library_book"."id";
-- docs:end values

-- docs:begin values2
-- PostgreSQL
SELECT "library_book"."genre", max("library_book"."price")
  FROM "library_book"
  GROUP BY 1;
-- SQLite
SELECT "library_book"."genre", max("library_book"."price")
  FROM "library_book"
  GROUP BY 1;
-- docs:end values2

-- docs:begin distinct
-- PostgreSQL
SELECT DISTINCT "library_book"."genre"
  FROM "library_book"
  ORDER BY 1;
-- SQLite
SELECT DISTINCT "library_book"."genre"
  FROM "library_book"
  ORDER BY 1;
-- docs:end distinct

-- docs:begin with
-- PostgreSQL
SELECT "library_author".…, (SELECT count(*) FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id"), (SELECT max("library_book_1"."price") FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id")
  FROM "library_author"
  ORDER BY 5 DESC, "library_author"."name";
-- SQLite
SELECT "library_author".…, (SELECT count(*) FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id"), (SELECT max("library_book_1"."price") FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id")
  FROM "library_author"
  ORDER BY 5 DESC NULLS FIRST, "library_author"."name";
-- docs:end with

-- docs:begin groups
-- PostgreSQL
SELECT "library_book"."genre", count(*), sum("library_book"."price")
  FROM "library_book"
  WHERE "library_book"."stock" > $1
  GROUP BY 1
  HAVING count(*) > $2
  ORDER BY 3 DESC;
-- SQLite
SELECT "library_book"."genre", count(*), sum("library_book"."price")
  FROM "library_book"
  WHERE "library_book"."stock" > ?1
  GROUP BY 1
  HAVING count(*) > ?2
  ORDER BY 3 DESC NULLS FIRST;
-- docs:end groups

-- docs:begin create
-- PostgreSQL
INSERT INTO "library_book" ("title", "author_id", "genre", "price", "stock", "published")
  VALUES ($1, $2, $3, $4, $5, $6)
  RETURNING "id";
-- SQLite
INSERT INTO "library_book" ("title", "author_id", "genre", "price", "stock", "published")
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  RETURNING "id";
-- docs:end create

-- docs:begin save
-- PostgreSQL
UPDATE "library_book"
  SET "price" = $1
  WHERE "id" = $2;
-- SQLite
UPDATE "library_book"
  SET "price" = ?1
  WHERE "id" = ?2;
-- docs:end save

-- docs:begin update
-- PostgreSQL
UPDATE "library_book"
  SET "stock" = ("library_book"."stock" - $1)
  WHERE "library_book"."genre" = $2 AND "library_book"."stock" >= $3;
-- SQLite
UPDATE "library_book"
  SET "stock" = CASE WHEN ("library_book"."stock" - ?1) NOT BETWEEN -2147483648 AND 2147483647 THEN abs(-9223372036854775807 - 1) ELSE ("library_book"."stock" - ?2) END
  WHERE "library_book"."genre" = ?3 AND "library_book"."stock" >= ?4;
-- docs:end update

-- docs:begin updateset
-- PostgreSQL
UPDATE "library_book"
  SET "price" = $1, "published" = NULL
  WHERE "library_book"."stock" = $2;
-- SQLite
UPDATE "library_book"
  SET "price" = ?1, "published" = NULL
  WHERE "library_book"."stock" = ?2;
-- docs:end updateset

-- docs:begin setto
-- PostgreSQL
UPDATE "library_author"
  SET "name" = upper("library_author"."name");
-- SQLite
UPDATE "library_author"
  SET "name" = mu_upper("library_author"."name");
-- docs:end setto

-- docs:begin delete
-- PostgreSQL
DELETE FROM "library_book_readers"
  WHERE "book_id" = ANY($1);
DELETE FROM "library_book"
  WHERE "library_book"."id" = ANY($1);
-- SQLite
DELETE FROM "library_book_readers"
  WHERE "book_id" IN (?1);
DELETE FROM "library_book"
  WHERE "library_book"."id" IN (?1);
-- docs:end delete

-- docs:begin deletequery
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."born" < $1
  ORDER BY "library_author"."name";
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" = ANY($1);
DELETE FROM "library_book_readers"
  WHERE "book_id" = ANY($1);
UPDATE "library_author"
  SET "mentor_id" = NULL
  WHERE "library_author"."mentor_id" = ANY($1);
DELETE FROM "library_book"
  WHERE "library_book"."id" = ANY($1);
DELETE FROM "library_author"
  WHERE "library_author"."id" = ANY($1);
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."born" < ?1
  ORDER BY "library_author"."name";
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" IN (?1);
DELETE FROM "library_book_readers"
  WHERE "book_id" IN (?1, ?2);
UPDATE "library_author"
  SET "mentor_id" = NULL
  WHERE "library_author"."mentor_id" IN (?1);
DELETE FROM "library_book"
  WHERE "library_book"."id" IN (?1, ?2);
DELETE FROM "library_author"
  WHERE "library_author"."id" IN (?1);
-- docs:end deletequery

-- docs:begin getorcreate
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = $1;
INSERT INTO "library_author" ("name", "born", "mentor_id")
  VALUES ($1, $2, $3)
  RETURNING "id";
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = ?1;
INSERT INTO "library_author" ("name", "born", "mentor_id")
  VALUES (?1, ?2, ?3)
  RETURNING "id";
-- docs:end getorcreate

-- docs:begin updateorcreate
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = $1;
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = $1
  FOR UPDATE OF "library_author";
UPDATE "library_author"
  SET "born" = $1
  WHERE "id" = $2;
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = ?1;
SELECT "library_author".…
  FROM "library_author"
  WHERE "library_author"."name" = ?1;
UPDATE "library_author"
  SET "born" = ?1
  WHERE "id" = ?2;
-- docs:end updateorcreate

-- docs:begin bulkcreate
-- PostgreSQL
INSERT INTO "library_author" ("name", "born", "mentor_id") SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
  RETURNING "id";
-- SQLite
INSERT INTO "library_author" ("name", "born", "mentor_id")
  VALUES (?1, ?2, ?3), (?4, ?5, ?6), (?7, ?8, ?9)
  RETURNING "id";
-- docs:end bulkcreate

-- docs:begin ignoreconflicts
-- PostgreSQL
INSERT INTO "library_author" ("name", "born", "mentor_id") SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
  ON CONFLICT DO NOTHING;
-- SQLite
INSERT INTO "library_author" ("name", "born", "mentor_id")
  VALUES (?1, ?2, ?3), (?4, ?5, ?6)
  ON CONFLICT DO NOTHING;
-- docs:end ignoreconflicts

-- docs:begin updateconflicts
-- PostgreSQL
INSERT INTO "library_author" ("name", "born", "mentor_id") SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[])
  ON CONFLICT ("name") DO UPDATE SET "born" = excluded."born"
  RETURNING "id";
-- SQLite
INSERT INTO "library_author" ("name", "born", "mentor_id")
  VALUES (?1, ?2, ?3), (?4, ?5, ?6)
  ON CONFLICT ("name") DO UPDATE SET "born" = excluded."born"
  RETURNING "id";
-- docs:end updateconflicts

-- docs:begin bulkupdate
-- PostgreSQL
UPDATE "library_author"
  SET "born" = new.c2
  FROM (SELECT * FROM unnest($1::bigint[], $2::integer[])) AS new(c1, c2)
  WHERE "library_author"."id" = new.c1;
-- SQLite
UPDATE "library_author"
  SET "born" = new.c2
  FROM (SELECT column1 AS c1, column2 AS c2 FROM (VALUES (?1, ?2), (?3, ?4), (?5, ?6))) AS new
  WHERE "library_author"."id" = new.c1;
-- docs:end bulkupdate

-- docs:begin validate
-- PostgreSQL
SELECT EXISTS (SELECT 1 FROM "library_author" WHERE "library_author"."name" = $1);
-- SQLite
SELECT EXISTS (SELECT 1 FROM "library_author" WHERE "library_author"."name" = ?1);
-- docs:end validate

-- docs:begin refresh
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."id" = $1;
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."id" = ?1;
-- docs:end refresh

-- docs:begin load
-- PostgreSQL
SELECT "library_book"."id", "library_book"."title"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 1;
SELECT "library_book"."id", "library_book"."price"
  FROM "library_book"
  WHERE "library_book"."id" = $1;
-- SQLite
SELECT "library_book"."id", "library_book"."title"
  FROM "library_book"
  ORDER BY "library_book"."title", "library_book"."id"
  LIMIT 1;
SELECT "library_book"."id", "library_book"."price"
  FROM "library_book"
  WHERE "library_book"."id" = ?1;
-- docs:end load

-- docs:begin any
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  WHERE EXISTS (SELECT 1 FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id" AND "library_book_1"."price" > $1 AND "library_book_1"."stock" > $2)
  ORDER BY "library_author"."name";
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  WHERE EXISTS (SELECT 1 FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id" AND "library_book_1"."price" > ?1 AND "library_book_1"."stock" > ?2)
  ORDER BY "library_author"."name";
-- docs:end any

-- docs:begin anymany
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE EXISTS (SELECT 1 FROM "library_reader" AS "library_reader_1" JOIN "library_book_readers" AS "library_book_readers_1" ON "library_book_readers_1"."reader_id" = "library_reader_1"."id" WHERE "library_book_readers_1"."book_id" = "library_book"."id" AND "library_reader_1"."name" = $1)
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE EXISTS (SELECT 1 FROM "library_reader" AS "library_reader_1" JOIN "library_book_readers" AS "library_book_readers_1" ON "library_book_readers_1"."reader_id" = "library_reader_1"."id" WHERE "library_book_readers_1"."book_id" = "library_book"."id" AND "library_reader_1"."name" = ?1)
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end anymany

-- docs:begin reversecount
-- PostgreSQL
SELECT "library_author".…
  FROM "library_author"
  WHERE (SELECT count(*) FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id" AND "library_book_1"."stock" > $1) >= $2
  ORDER BY "library_author"."name";
-- SQLite
SELECT "library_author".…
  FROM "library_author"
  WHERE (SELECT count(*) FROM "library_book" AS "library_book_1" WHERE "library_book_1"."author_id" = "library_author"."id" AND "library_book_1"."stock" > ?1) >= ?2
  ORDER BY "library_author"."name";
-- docs:end reversecount

-- docs:begin reverseone
-- PostgreSQL
SELECT "library_reader".…
  FROM "library_reader"
  WHERE EXISTS (SELECT 1 FROM "library_card" AS "library_card_1" WHERE "library_card_1"."reader_id" = "library_reader"."id" AND "library_card_1"."number" LIKE $1);
SELECT "library_card".…
  FROM "library_card"
  WHERE "library_card"."reader_id" = ANY($1);
-- SQLite
SELECT "library_reader".…
  FROM "library_reader"
  WHERE EXISTS (SELECT 1 FROM "library_card" AS "library_card_1" WHERE "library_card_1"."reader_id" = "library_reader"."id" AND mu_starts("library_card_1"."number", ?1));
SELECT "library_card".…
  FROM "library_card"
  WHERE "library_card"."reader_id" IN (?1, ?2);
-- docs:end reverseone

-- docs:begin query
-- PostgreSQL
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" = $1 AND "library_book"."stock" > $2
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…
  FROM "library_book"
  WHERE "library_book"."author_id" = ?1 AND "library_book"."stock" > ?2
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end query

-- docs:begin deep
-- PostgreSQL
SELECT "library_book".…, "library_book__author".…, "library_book__author__mentor".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  LEFT JOIN "library_author" AS "library_book__author__mentor" ON "library_book__author"."mentor_id" = "library_book__author__mentor"."id"
  WHERE "library_book__author__mentor"."name" = $1
  ORDER BY "library_book"."title", "library_book"."id";
-- SQLite
SELECT "library_book".…, "library_book__author".…, "library_book__author__mentor".…
  FROM "library_book"
  JOIN "library_author" AS "library_book__author" ON "library_book"."author_id" = "library_book__author"."id"
  LEFT JOIN "library_author" AS "library_book__author__mentor" ON "library_book__author"."mentor_id" = "library_book__author__mentor"."id"
  WHERE "library_book__author__mentor"."name" = ?1
  ORDER BY "library_book"."title", "library_book"."id";
-- docs:end deep

-- docs:begin manyadd
-- PostgreSQL
INSERT INTO "library_book_readers" ("book_id", "reader_id")
  VALUES ($1, $2), ($3, $4)
  ON CONFLICT DO NOTHING;
-- SQLite
INSERT INTO "library_book_readers" ("book_id", "reader_id")
  VALUES (?1, ?2), (?3, ?4)
  ON CONFLICT DO NOTHING;
-- docs:end manyadd

-- docs:begin manyremove
-- PostgreSQL
DELETE FROM "library_book_readers"
  WHERE "book_id" = $1 AND "reader_id" = ANY($2);
-- SQLite
DELETE FROM "library_book_readers"
  WHERE "book_id" = ?1 AND "reader_id" IN (?2);
-- docs:end manyremove

-- docs:begin manyset
-- PostgreSQL
SELECT "reader_id"
  FROM "library_book_readers"
  WHERE "book_id" = $1;
DELETE FROM "library_book_readers"
  WHERE "book_id" = $1 AND "reader_id" = ANY($2);
INSERT INTO "library_book_readers" ("book_id", "reader_id")
  VALUES ($1, $2)
  ON CONFLICT DO NOTHING;
-- SQLite
SELECT "reader_id"
  FROM "library_book_readers"
  WHERE "book_id" = ?1;
DELETE FROM "library_book_readers"
  WHERE "book_id" = ?1 AND "reader_id" IN (?2);
INSERT INTO "library_book_readers" ("book_id", "reader_id")
  VALUES (?1, ?2)
  ON CONFLICT DO NOTHING;
-- docs:end manyset

-- docs:begin manyclear
-- PostgreSQL
DELETE FROM "library_book_readers"
  WHERE "book_id" = $1;
-- SQLite
DELETE FROM "library_book_readers"
  WHERE "book_id" = ?1;
-- docs:end manyclear

