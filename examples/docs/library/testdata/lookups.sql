-- docs:begin lookups
-- PostgreSQL
Books.Title.Eq("Solaris")
    "title" = $1
orm.Ne(Books.Title, "Solaris")
    "title" <> $1
orm.Ne(Books.Published, time.Unix(0, 0))
    "published" IS DISTINCT FROM $1
Books.Price.Gt(ten)
    "price" > $1
Books.Price.Le(ten)
    "price" <= $1
Books.Title.Lt("M")
    "title" < $1
Books.Genre.In(Novel, Essay)
    "genre" = ANY($1)
Books.Genre.In()
    (1 = 0)
Books.Published.IsNull()
    "published" IS NULL
Books.Published.IsNotNull()
    "published" IS NOT NULL
Books.Title.Contains("50% off")
    "title" LIKE $1
Books.Title.IContains("WAVE")
    upper("title") LIKE upper($1)
Books.Title.StartsWith("The")
    "title" LIKE $1
orm.IStartsWith(Books.Title, "the")
    upper("title") LIKE upper($1)
orm.EndsWith(Books.Title, "Sand")
    "title" LIKE $1
orm.IEndsWith(Books.Title, "sand")
    upper("title") LIKE upper($1)
orm.IExact(Books.Title, "solaris")
    upper("title") LIKE upper($1)
orm.Regex(Books.Title, regexp.MustCompile(`^The \w+`))
    "title" ~ $1
orm.Between(Books.Stock, 1, 10)
    ("stock" >= $1 AND "stock" <= $2)
orm.And(Books.Stock.Gt(0), Books.Price.Lt(ten))
    ("stock" > $1 AND "price" < $2)
orm.Or(Books.Stock.Eq(0), Books.Published.IsNull())
    ("stock" = $1 OR "published" IS NULL)
orm.Not(Books.Published.Gt(time.Unix(0, 0)))
    (("published" > $1) IS NOT TRUE)
orm.F(Books.Title).Gt(Books.Author.Name)
    "title" > "library_book__author"."name"
orm.Eq(orm.Year(Books.Published), 1961)
    CAST(extract(year FROM "published" AT TIME ZONE 'UTC') AS bigint) = $1
orm.Eq(orm.Lower(Books.Title), "solaris")
    lower("title") = $1
orm.Gt(orm.Length(Books.Title), 20)
    CAST(length("title") AS bigint) > $1
Books.AuthorID.Eq(1)
    "author_id" = $1
Books.Author.Name.Eq("Stanisław Lem")
    "library_book__author"."name" = $1
Books.Author.Mentor().IsNull()
    "library_book__author"."mentor_id" IS NULL
Books.Readers.Any(Readers.Name.Eq("Ada"))
    EXISTS (SELECT 1 FROM "library_reader" AS "library_reader_1" JOIN "library_book_readers" AS "library_book_readers_1" ON "library_book_readers_1"."reader_id" = "library_reader_1"."id" WHERE "library_book_readers_1"."book_id" = "library_book"."id" AND "library_reader_1"."name" = $1)
-- SQLite
Books.Title.Eq("Solaris")
    "title" = ?1
orm.Ne(Books.Title, "Solaris")
    "title" <> ?1
orm.Ne(Books.Published, time.Unix(0, 0))
    "published" IS NOT ?1
Books.Price.Gt(ten)
    "price" > ?1
Books.Price.Le(ten)
    "price" <= ?1
Books.Title.Lt("M")
    "title" < ?1
Books.Genre.In(Novel, Essay)
    "genre" IN (?1, ?2)
Books.Genre.In()
    (1 = 0)
Books.Published.IsNull()
    "published" IS NULL
Books.Published.IsNotNull()
    "published" IS NOT NULL
Books.Title.Contains("50% off")
    mu_contains("title", ?1)
Books.Title.IContains("WAVE")
    mu_contains(mu_upper("title"), mu_upper(?1))
Books.Title.StartsWith("The")
    mu_starts("title", ?1)
orm.IStartsWith(Books.Title, "the")
    mu_starts(mu_upper("title"), mu_upper(?1))
orm.EndsWith(Books.Title, "Sand")
    mu_ends("title", ?1)
orm.IEndsWith(Books.Title, "sand")
    mu_ends(mu_upper("title"), mu_upper(?1))
orm.IExact(Books.Title, "solaris")
    (mu_upper("title") = mu_upper(?1))
orm.Regex(Books.Title, regexp.MustCompile(`^The \w+`))
    mu_regexp(?1, "title")
orm.Between(Books.Stock, 1, 10)
    ("stock" >= ?1 AND "stock" <= ?2)
orm.And(Books.Stock.Gt(0), Books.Price.Lt(ten))
    ("stock" > ?1 AND "price" < ?2)
orm.Or(Books.Stock.Eq(0), Books.Published.IsNull())
    ("stock" = ?1 OR "published" IS NULL)
orm.Not(Books.Published.Gt(time.Unix(0, 0)))
    (("published" > ?1) IS NOT TRUE)
orm.F(Books.Title).Gt(Books.Author.Name)
    "title" > "library_book__author"."name"
orm.Eq(orm.Year(Books.Published), 1961)
    CAST(strftime('%Y', "published") AS INTEGER) = ?1
orm.Eq(orm.Lower(Books.Title), "solaris")
    mu_lower("title") = ?1
orm.Gt(orm.Length(Books.Title), 20)
    length("title") > ?1
Books.AuthorID.Eq(1)
    "author_id" = ?1
Books.Author.Name.Eq("Stanisław Lem")
    "library_book__author"."name" = ?1
Books.Author.Mentor().IsNull()
    "library_book__author"."mentor_id" IS NULL
Books.Readers.Any(Readers.Name.Eq("Ada"))
    EXISTS (SELECT 1 FROM "library_reader" AS "library_reader_1" JOIN "library_book_readers" AS "library_book_readers_1" ON "library_book_readers_1"."reader_id" = "library_reader_1"."id" WHERE "library_book_readers_1"."book_id" = "library_book"."id" AND "library_reader_1"."name" = ?1)
-- docs:end lookups

