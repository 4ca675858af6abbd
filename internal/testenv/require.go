package testenv

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// service is something outside Go that a test may need.
type service struct {
	name string // as in MUSETTE_TEST_REQUIRE
	pkg  string // the Debian package that has it
}

var (
	postgresService  = service{"postgres", "postgresql"}
	pgbouncerService = service{"pgbouncer", "pgbouncer"}
	djangoService    = service{"django", "python3-django"}
	chromiumService  = service{"chromium", "chromium"}
	nginxService     = service{"nginx", "nginx"}
	psqlService      = service{"psql", "postgresql-client"}
	sqlite3Service   = service{"sqlite3", "sqlite3"}
	smtpService      = service{"smtp", "python3-aiosmtpd"}
	mimeService      = service{"mime", "libmime-tools-perl"}
)

// services returns every service this package knows.
func services() []service {
	return []service{postgresService, pgbouncerService, djangoService, chromiumService, nginxService, psqlService, sqlite3Service, smtpService, mimeService}
}

// missing ends the test: as skipped, or as failed where the service is
// required. The cause says what was looked for.
func missing(tb testing.TB, s service, cause error) {
	tb.Helper()
	must, err := required(s.name, os.Getenv("MUSETTE_TEST_REQUIRE"))
	if err != nil {
		tb.Fatal(err)
	}
	msg := fmt.Sprintf("testenv: no %s: %v; install it (Debian: apt-get install %s)", s.name, cause, s.pkg)
	if must {
		tb.Fatal(msg + "; MUSETTE_TEST_REQUIRE asks for it")
	}
	tb.Skip(msg)
}

// required reports whether the list (the value of MUSETTE_TEST_REQUIRE) names
// the service. A name that no service has is an error, so that a typing error
// does not quietly allow skipping.
func required(name, list string) (bool, error) {
	known := []string{"all"}
	for _, s := range services() {
		known = append(known, s.name)
	}
	found := false
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		if !slices.Contains(known, word) {
			return false, fmt.Errorf("testenv: MUSETTE_TEST_REQUIRE names %q, expected a comma list of %s",
				word, strings.Join(known, ", "))
		}
		found = found || word == "all" || word == name
	}
	return found, nil
}
