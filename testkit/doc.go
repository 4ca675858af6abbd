// Package testkit tests a site: every test gets the site on a fresh, migrated database of its own, so that tests run in
// parallel and leave nothing behind, and a client that asks for pages without a socket.
//
//	func TestProductList(t *testing.T) {
//		t.Parallel()
//		testkit.Run(t, shop.Site(), func(t *testing.T, kit *testkit.Kit) {
//			kit.Must(Products.Create(kit.Context(), &Product{…}))
//			kit.Get("/products/").Status(200).Contains("Blue kettle").Queries(2)
//		})
//	}
//
// [Run] runs the test on SQLite, and on PostgreSQL too where its server is installed or MUSETTE_TEST_POSTGRES_URL names
// one. [New] takes SQLite only.
//
// A place in the code that runs more than a handful of statements in one request or test is an N+1, and fails the test with
// its file and line; Options.Budget sets the number.
package testkit
