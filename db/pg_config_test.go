package db

import (
	"crypto/tls"
	"fmt"
	"testing"
)

// TestPostgresConfig: PROJ-08: an address gives exactly these fields of a connection.
func TestPostgresConfig(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"postgres://u:p%40ss@h:5/db?sslmode=verify-full":                  "u p@ss h 5 db verified",
		"postgresql://u:p@h:5432/db?sslmode=verify-full":                  "u p h 5432 db verified",
		"postgres://u:p@h/db?sslmode=verify-full":                         "u p h 5432 db verified",
		"postgres://u:p@h/db?sslmode=require":                             "u p h 5432 db encrypted",
		"postgres://u:p@h/db?sslmode=disable":                             "u p h 5432 db plain",
		"postgres://u:p@h/db?sslmode=prefer":                              "u p h 5432 db encrypted or plain",
		"postgres://u:p@h/db?sslmode=allow":                               "u p h 5432 db plain or encrypted",
		"postgres://u:p@h/db":                                             "u p h 5432 db encrypted or plain",
		"postgres://u:%2F%3A%3F%23%25@h/db?sslmode=disable":               "u /:?#% h 5432 db plain",
		"postgres://u%20v:p%20w@h/d%20b?sslmode=disable":                  "u v p w h 5432 d b plain",
		"postgres://u:p+w@h/db?sslmode=disable":                           "u p+w h 5432 db plain",
		"postgres://%C3%BC:%E2%82%AC@h/db?sslmode=disable":                "ü € h 5432 db plain",
		"postgres://u:p@127.0.0.1:6543/db?sslmode=disable":                "u p 127.0.0.1 6543 db plain",
		"postgres://u:p@[::1]:5432/db?sslmode=disable":                    "u p ::1 5432 db plain",
		"postgres://u:p@[2001:db8::1]/db?sslmode=disable":                 "u p 2001:db8::1 5432 db plain",
		"postgres://u:p@/db?host=/run/postgresql":                         "u p /run/postgresql 5432 db plain",
		"postgres:///db?host=/run/postgresql&port=6000&user=u&password=p": "u p /run/postgresql 6000 db plain",
		"postgres://u:p@h/db?sslmode=disable&port=7000":                   "u p h 7000 db plain",
		"postgres://u:p@h/db?sslmode=disable&pooler=transaction":          "u p h 5432 db plain",
		"postgres://u:p@h1:1,h2:2/db?sslmode=disable":                     "u p h1 1 db plain or plain",
		"postgres://u:p@h/db?sslmode=disable&search_path=s":               "u p h 5432 db plain",
	} {
		c, _, err := postgresConfig(address, Options{ApplicationName: "shop"})
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		got := fmt.Sprintf("%s %s %s %d %s %s", c.User, c.Password, c.Host, c.Port, c.Database, security(c.TLSConfig, c.Host))
		for _, f := range c.Fallbacks {
			got += " or " + security(f.TLSConfig, f.Host)
		}
		if got != want {
			t.Errorf("%s gives %q, want %q", address, got, want)
		}
		if c.RuntimeParams["application_name"] != "shop" || c.RuntimeParams["TimeZone"] != "UTC" {
			t.Errorf("%s: the parameters are %v", address, c.RuntimeParams)
		}
		if c.RuntimeParams["pooler"] != "" {
			t.Errorf("%s: pooler is sent to the server", address)
		}
	}
}

// security names how a connection is protected.
func security(c *tls.Config, host string) string {
	switch {
	case c == nil:
		return "plain"
	case c.InsecureSkipVerify || c.ServerName != host:
		return "encrypted"
	}
	return "verified"
}
