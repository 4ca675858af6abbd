// Package browser tests a site in Chromium: what scripts do, what the content security policy blocks, whether people can
// use the page without seeing it.
//
//	func TestSearch(t *testing.T) {
//		t.Parallel()
//		kit := testkit.New(t, site(), testkit.Options{})
//		b := browser.New(t, kit)
//		b.Open("/products/").Fill("#search", "kettle").Click("button[type=submit]")
//		if got := b.Text("h1"); got != "Kettles" {
//			t.Errorf("the page is headed %q", got)
//		}
//		b.Accessible()
//	}
//
// The browser asks the kit's live server, on a real port. Errors in its console fail the test, violations of the content
// security policy among them, and a test that fails leaves a screenshot.
//
// Chromium or Chrome must be installed; a test without it is skipped, or failed where MUSETTE_TEST_REQUIRE names chromium.
// It stands in a package of its own so that tests without a browser do not carry chromedp.
package browser
