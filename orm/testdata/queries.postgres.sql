-- all
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- eq
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Orlando]

-- ne
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" <> $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Orlando]

-- ne nullable
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."isbn_13" IS DISTINCT FROM $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [111]

-- gt
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [7]

-- ge
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" >= $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [7.00]

-- lt
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" < $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [7.001]

-- le
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" <= $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [6.999]

-- eq with too many digits
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [9.991]

-- ne with too many digits
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" <> $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [9.991]

-- text gt
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [N]

-- text lt
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" < $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [N]

-- in
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."pages" = ANY($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [[300 900 7]]

-- in text
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."isbn_13" = ANY($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [[111 333]]

-- in decimals
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."price" = ANY($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [[9.99 7 7.001]]

-- in nothing
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (1 = 0) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- not in nothing
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE NOT ((1 = 0)) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- between
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE ("shelf_book"."pages" >= $1 AND "shelf_book"."pages" <= $2) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [250 300]

-- is null
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."rating" IS NULL ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- is not null
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."rating" IS NOT NULL ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- contains
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%a%]

-- contains percent
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%0\%%]

-- contains underscore
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%n\_w%]

-- contains backslash
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%\\%]

-- contains wildcards
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%\%a\%%]

-- icontains
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%ORL%]

-- icontains percent
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%0\% COTTON\_%]

-- starts with
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [The%]

-- starts with other case
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [the%]

-- istarts with
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [tHE%]

-- ends with
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" LIKE $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%march]

-- iends with
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [%WOOL\\]

-- iexact
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [oRLANDo]

-- iexact wildcard
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") LIKE upper($1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [oRLAND\_]

-- regex
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" ~ $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [\A(?:The|Mid)]

-- iregex
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."title" ~ $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [[Ww][Aa][Vv][Ee](?:[Ss\u017f])?\Z]

-- lower
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE lower("shelf_book"."title") = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [orlando]

-- upper
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE upper("shelf_book"."title") = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [ORLANDO]

-- length
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE CAST(length("shelf_book"."title") AS bigint) > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [9]

-- year
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE CAST(extract(year FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [2024]

-- month day
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE CAST(extract(month FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $1 AND CAST(extract(day FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $2 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [2 29]

-- hour minute second
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE CAST(extract(hour FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $1 AND CAST(extract(minute FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $2 AND CAST(floor(extract(second FROM "shelf_book"."at" AT TIME ZONE 'UTC')) AS bigint) = $3 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [23 59 59]

-- week day
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE CAST(1 + extract(dow FROM "shelf_book"."at" AT TIME ZONE 'UTC') AS bigint) = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [5]

-- time
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."at" > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [2024-02-29 23:59:59.123455 +0000 UTC]

-- bool
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."out" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [true]

-- and
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."pages" > $1 AND "shelf_book"."price" > $2 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [250 8]

-- or
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE ("shelf_book"."pages" = $1 OR "shelf_book"."price" = $2) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1 7]

-- empty or
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (1 = 0) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- empty and
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (1 = 1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- not
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE NOT ("shelf_book"."pages" = $1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1]

-- not nullable
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (("shelf_book"."rating" > $1) IS NOT TRUE) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [4.6]

-- exclude
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE ((("shelf_book"."pages" > $1 AND "shelf_book"."isbn_13" = $2)) IS NOT TRUE) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1 111]

-- chained
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (("shelf_book"."pages" > $1 AND "shelf_book"."out" = $2) OR "shelf_book"."title" = $3) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1 false x]

-- joined
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" WHERE "shelf_book__author"."name" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Woolf]

-- joined key
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."author_id" > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [0]

-- joined nullable
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" LEFT JOIN "shelf_author" AS "shelf_book__editor" ON "shelf_book"."editor_id" = "shelf_book__editor"."id" WHERE "shelf_book__editor"."name" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Eliot]

-- not joined nullable
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" LEFT JOIN "shelf_author" AS "shelf_book__editor" ON "shelf_book"."editor_id" = "shelf_book__editor"."id" WHERE (("shelf_book__editor"."name" = $1) IS NOT TRUE) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Eliot]

-- joined null
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" LEFT JOIN "shelf_author" AS "shelf_book__editor" ON "shelf_book"."editor_id" = "shelf_book__editor"."id" WHERE "shelf_book__editor"."name" IS NULL ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- key null
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."editor_id" IS NULL ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- joined twice
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" LEFT JOIN "shelf_publisher" AS "shelf_book__author__publisher" ON "shelf_book__author"."publisher_id" = "shelf_book__author__publisher"."id" WHERE "shelf_book__author__publisher"."name" = $1 AND "shelf_book__author__publisher"."city" = $2 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Hogarth London]

-- joined to itself
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" LEFT JOIN "shelf_author" AS "shelf_book__author__mentor" ON "shelf_book__author"."mentor_id" = "shelf_book__author__mentor"."id" WHERE "shelf_book__author__mentor"."name" = $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Woolf]

-- any
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_loan" AS "shelf_loan_1" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id" AND "shelf_loan_1"."days" > $1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [3]

-- any of none
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE NOT (EXISTS (SELECT 1 FROM "shelf_loan" AS "shelf_loan_1" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id")) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- any pair
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_book_tags" AS "shelf_book_tags_1" WHERE "shelf_book_tags_1"."book_id" = "shelf_book"."id") ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- any paired
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_tag" AS "shelf_tag_1" JOIN "shelf_book_tags" AS "shelf_book_tags_1" ON "shelf_book_tags_1"."tag_id" = "shelf_tag_1"."name" WHERE "shelf_book_tags_1"."book_id" = "shelf_book"."id" AND "shelf_tag_1"."name" = $1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [it's "odd"]

-- any through
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_reader" AS "shelf_reader_1" JOIN "shelf_loan" AS "shelf_loan_1" ON "shelf_loan_1"."reader_id" = "shelf_reader_1"."id" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id" AND "shelf_reader_1"."name" = $1) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Bob]

-- any joined
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_loan" AS "shelf_loan_1" JOIN "shelf_reader" AS "shelf_loan__reader_1" ON "shelf_loan_1"."reader_id" = "shelf_loan__reader_1"."id" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id" AND "shelf_loan__reader_1"."name" = $1 AND "shelf_loan_1"."days" < $2) ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [Ann 5]

-- count of related
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE (SELECT count(*) FROM "shelf_loan" AS "shelf_loan_1" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id") > $1 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1]

-- sum of related
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE coalesce((SELECT CAST(sum("shelf_loan_1"."days") AS bigint) FROM "shelf_loan" AS "shelf_loan_1" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id"), CAST($1 AS bigint)) > $2 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [0 5]

-- f
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."stock" < "shelf_book"."author_id" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- f arithmetic
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE ("shelf_book"."price" * CAST($1 AS numeric)) > $2 ORDER BY "shelf_book"."title", "shelf_book"."id"
-- [1.5 14.98]

-- f decimals
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE "shelf_book"."rating" < "shelf_book"."price" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- order
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."price" DESC
-- []

-- order nulls
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."rating", "shelf_book"."id"
-- []

-- order nulls desc
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."rating" DESC, "shelf_book"."id"
-- []

-- order joined
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" ORDER BY "shelf_book__author"."name", "shelf_book"."title" DESC
-- []

-- order joined null
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" LEFT JOIN "shelf_author" AS "shelf_book__editor" ON "shelf_book"."editor_id" = "shelf_book__editor"."id" ORDER BY "shelf_book__editor"."name" DESC, "shelf_book"."id"
-- []

-- order expression
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY (CAST("shelf_book"."pages" AS bigint) * CAST("shelf_book"."pages" AS bigint)) DESC
-- []

-- reverse
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title" DESC, "shelf_book"."id" DESC
-- []

-- reverse nulls
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."rating" DESC, "shelf_book"."id" DESC
-- []

-- limit
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id" LIMIT 2
-- []

-- limit zero
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id" LIMIT 0
-- []

-- large limit
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id" LIMIT $1
-- [5000]

-- offset
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id" OFFSET $1
-- [3]

-- slice
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id" LIMIT 2 OFFSET $1
-- [1]

-- distinct
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" WHERE EXISTS (SELECT 1 FROM "shelf_loan" AS "shelf_loan_1" WHERE "shelf_loan_1"."book_id" = "shelf_book"."id") ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- distinct joined order
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" ORDER BY "shelf_book__author"."name" DESC, "shelf_book"."id"
-- []

-- only
SELECT "shelf_book"."id", "shelf_book"."title" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- defer
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at" FROM "shelf_book" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- select related
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at", "shelf_book__author"."id", "shelf_book__author"."name", "shelf_book__author"."born", "shelf_book__author"."mentor_id", "shelf_book__author"."publisher_id" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- select related nested
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."isbn_13", "shelf_book"."author_id", "shelf_book"."editor_id", "shelf_book"."price", "shelf_book"."rating", "shelf_book"."pages", "shelf_book"."stock", "shelf_book"."out", "shelf_book"."at", "shelf_book"."shelf", "shelf_book"."place", "shelf_book"."created_at", "shelf_book"."updated_at", "shelf_book__author"."id", "shelf_book__author"."name", "shelf_book__author"."born", "shelf_book__author"."mentor_id", "shelf_book__author"."publisher_id", "shelf_book__author__publisher"."id", "shelf_book__author__publisher"."name", "shelf_book__author__publisher"."city", "shelf_book__editor"."id", "shelf_book__editor"."name", "shelf_book__editor"."born", "shelf_book__editor"."mentor_id", "shelf_book__editor"."publisher_id" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" LEFT JOIN "shelf_publisher" AS "shelf_book__author__publisher" ON "shelf_book__author"."publisher_id" = "shelf_book__author__publisher"."id" LEFT JOIN "shelf_author" AS "shelf_book__editor" ON "shelf_book"."editor_id" = "shelf_book__editor"."id" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

-- select related only
SELECT "shelf_book"."id", "shelf_book"."title", "shelf_book"."author_id", "shelf_book__author"."id", "shelf_book__author"."name" FROM "shelf_book" JOIN "shelf_author" AS "shelf_book__author" ON "shelf_book"."author_id" = "shelf_book__author"."id" ORDER BY "shelf_book"."title", "shelf_book"."id"
-- []

