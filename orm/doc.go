/*
Package orm maps structs to tables and asks the database through typed columns.

# Models

A model is a struct that embeds [Model]; its fields are columns, its tags say what the table needs, and its method Meta
says the rest ([Meta]). The command musette generate reads the structs and writes, beside them, a value for each model
(Products) with its columns, its relations and its queries. Nothing reflects per row, and no name in a statement ever comes
from a text of the program's input.

	list, err := Products.
		Filter(Products.Price.Gt(ten), Products.Category.Name.Eq("Books")).
		SelectRelated(Products.Category).
		OrderBy(Products.Price.Desc()).
		Limit(10).
		All(ctx)

# Queries

A [Query] is a value: every step returns a changed copy, and the database is asked only by methods that take a context.
Conditions ([Pred]) are made by columns, combined by [And], [Or] and [Not], and belong to one model; those of another do
not compile. The columns of other models are reached through keys, which are joined (Products.Category.Name), and through
relations with many rows, which are asked for by EXISTS (Authors.Books.Any). [F] compares and calculates inside the
database, [Values] and [Aggregate] select single values, a struct that embeds [Result] holds a row with computed ones.

# Relations

A key is a [Ref] and always holds the key; the row behind it is there after SelectRelated or PrefetchRelated. Reading one
that was not asked for is a [NotLoadedError] that names what is missing: nothing is loaded silently, so no page runs a
statement for each row of a list.

# Writing

Create, Save and Delete of the [Manager] write single rows: Save what changed since the row was read, Delete with what hangs
on it, by the on_delete of the keys that point to it. Rows are validated first; what is wrong is told by field, with
Django's texts. A rule that only the database can see comes back as a [ConstraintError] with the same code. Update, Delete
and BulkCreate write many rows by one statement. [Atomic] makes a transaction of whatever runs with its context.

# Databases

PostgreSQL and SQLite give the same rows: NULLs sort last upwards and first downwards, texts are compared by the database's
collation, IContains and its like fold case as Unicode does, decimals are exact, times are kept in UTC to the microsecond. What
one of them cannot do as the other does is refused rather than answered differently. A context carries the database
([With]) and the site's models ([WithRegistry]); the site, its commands and the test kit put both there.
*/
package orm
