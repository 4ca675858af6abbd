// Package migrate keeps the tables of a database in step with the models of a site. The idea and the words are Django's.
//
// A migration is a Go value: a list of operations such as [CreateModel] and [AddField], with the migrations that must run
// before it. makemigrations ([MakeMigrations]) compares the models with what the existing migrations lead to and writes
// the missing one as a Go file; the app's list of migrations is compiled into the program, and migrate
// ([Executor.Migrate]) brings a database to the end of it, or to any other point, forward or backward. One set of
// migrations serves PostgreSQL and SQLite.
//
// # State
//
// Every point of the history has a [State]: all models as they were then. An operation changes the state, and what the
// database needs follows from the two states before and after it, so that undoing it needs nothing of its own. A migration
// never imports its app: the models of today are not those of then.
//
// # Data
//
// [RunGo] runs Go code with a [History], which reads and writes rows through the models of its point. [RunSQL] runs
// statements. Both can be undone when they say how.
//
// # Safety
//
// One process migrates at a time ([db.DB.Lock]); the others wait and find nothing to do. A migration is one transaction,
// its line in the table musette_migrations included: it has happened or it has not, whatever kills the process. A
// migration that is [Migration.NonAtomic] notes each operation, and each batch of a [Batches], as it goes, and the next
// run continues there.
//
// What SQLite cannot alter is rebuilt: a new table is made, the rows are copied, the old table goes. Foreign keys are
// switched off before the transaction and checked before its end, so that the rows that point to the table stay.
//
// Nothing that is not a name of letters, digits and underscores becomes a name in a statement, and every constant is
// parsed into its type before it is written.
package migrate
