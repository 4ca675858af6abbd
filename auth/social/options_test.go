package social_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/auth/social"
	"github.com/musette-go/musette/check"
)

// Providers that cannot work stop the site at its start.
func TestOptions(t *testing.T) {
	t.Parallel()
	good := social.Provider{Name: "work", Issuer: "https://login.example.com/realm", ClientID: "shop"}
	with := func(change func(p *social.Provider)) []social.Provider {
		p := good
		change(&p)
		return []social.Provider{p}
	}
	for _, c := range []struct {
		name string
		ps   []social.Provider
		want string // in the message; "" for none
	}{
		{"good", []social.Provider{good}, ""},
		{"on this machine", with(func(p *social.Provider) { p.Issuer = "http://127.0.0.1:8080" }), ""},
		{"on this machine, by name", with(func(p *social.Provider) { p.Issuer = "http://localhost:8080" }), ""},
		{"none", nil, "there are no providers"},
		{"no name", with(func(p *social.Provider) { p.Name = "" }), `the name ""`},
		{"a name with a slash", with(func(p *social.Provider) { p.Name = "a/b" }), `the name "a/b"`},
		{"a name that is a page", with(func(p *social.Provider) { p.Name = "connections" }), `the name "connections"`},
		{"twice", []social.Provider{good, good}, `two providers are named "work"`},
		{"no client", with(func(p *social.Provider) { p.ClientID = "" }), "has no ClientID"},
		{"no https", with(func(p *social.Provider) { p.Issuer = "http://login.example.com" }), "does not use https"},
		{"a script", with(func(p *social.Provider) { p.Issuer = "javascript:alert(1)" }), "is no address"},
		{"a password in it", with(func(p *social.Provider) { p.Issuer = "https://a:b@login.example.com" }), "is no address"},
		{"a query", with(func(p *social.Provider) { p.Issuer = "https://login.example.com?x" }), "is no address"},
	} {
		app := social.App(social.Options{Providers: c.ps})
		msgs := check.Run(t.Context(), app.Checks, check.Options{})
		switch {
		case c.want == "" && len(msgs) > 0:
			t.Errorf("%s: %v", c.name, msgs)
		case c.want != "" && (len(msgs) == 0 || msgs[0].ID != "social.E001" || msgs[0].Level != check.Error || !strings.Contains(msgs[0].Text, c.want)):
			t.Errorf("%s: %v, want %q", c.name, msgs, c.want)
		}
	}
}
