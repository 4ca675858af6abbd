// Package testenv lends real services to tests: databases, poolers, browsers
// and a Python with Django, each private to the test process that asked.
//
// A test asks for what it needs and gets an address:
//
//	func TestMain(m *testing.M) { testenv.Main(m) }
//
//	func TestSave(t *testing.T) {
//		testenv.Databases(t, func(t *testing.T, url string) {
//			// runs once on an SQLite file, once on PostgreSQL, in parallel
//		})
//	}
//
// [Postgres] gives a fresh database on a server that the test process starts
// at its first use, on a Unix socket in a temporary folder. [PostgresServer]
// gives a whole server of its own to a test that wants to break it. Nothing
// listens on a fixed port, and nothing outlives the test process: [Main]
// stops what was started, Linux kills it when the process dies, and the next
// run removes what a killed one left behind.
//
// # Missing services
//
// A test whose service is not installed is skipped with the name of the
// package to install. Continuous integration must not pass by skipping, so
// MUSETTE_TEST_REQUIRE=all (or a comma list such as postgres,chromium) turns
// that skip into a failure.
//
// # Environment
//
//   - MUSETTE_TEST_REQUIRE: services that must be there: all, or a comma list
//     of postgres, pgbouncer, django, chromium, nginx, psql, sqlite3, smtp, mime.
//     Defaults to none.
//   - MUSETTE_TEST_POSTGRES_URL: a running server in which Postgres creates its
//     databases, in place of a private one. Its user must be allowed to create
//     databases.
//   - MUSETTE_TEST_LEVEL: quick or full; see [Level]. Defaults to quick.
package testenv
