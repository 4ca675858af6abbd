// Package testkit tests a site: every test gets the site on a migrated database of its own, so that tests run in parallel and
// leave nothing behind, and a client that asks for pages without a socket.
//
//	func TestProductList(t *testing.T) {
//		t.Parallel()
//		testkit.Run(t, shop.Site(), func(t *testing.T, kit *testkit.Kit) {
//			products.CreateBatch(kit, 30)
//			kit.Get("/products/").Status(200).Contains("Product 1").Queries(2)
//		})
//	}
//
// [Run] runs the test on SQLite, and on PostgreSQL too where its server is installed or MUSETTE_TEST_POSTGRES_URL names
// one. [RunWith] does so with [Options], [New] takes SQLite only.
//
// # Asking and checking
//
// A [Kit] is a [Client]: Get, Post, PostFiles, JSON and their like give a [Response], whose methods check it and chain. A failure shows
// what was there. [Response.Form] reads the form of a page, to be changed and sent back. [Kit.View] asks one handler alone.
//
// # Data
//
// A [Factory] makes rows that are valid, with what their keys point to.
//
// # Transactions, hooks, time, settings
//
// [Options].Rollback runs a test in a transaction that is rolled back, which is many times faster than a database for each;
// [Kit.CaptureOnCommit] hands over hooks in place of running them. [Options].Now stops the clock. [Options].Settings are settings for
// one test.
//
// # Real servers and browsers
//
// [Kit.LiveServer] serves the site on a port until the test ends; the package testkit/browser opens it in Chromium.
//
// # Budget
//
// A place in the code that runs more than a handful of statements in one request or test is an N+1, and fails the test with
// its file and line; Options.Budget sets the number.
package testkit
