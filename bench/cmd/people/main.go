// Command people is a site with accounts and pages for people who are logged in, and everything that a site has by default.
package main

import (
	"os"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/bench/people"
)

// main switches the lock-out off where BENCH_LOCKOUT=off says so: whoever measures a thousand failed logins would be locked out.
func main() {
	musette.Main(people.Site(auth.Options{Lockout: auth.Lockout{Off: os.Getenv("BENCH_LOCKOUT") == "off"}}))
}
