package app_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
)

func TestFlatten(t *testing.T) {
	t.Parallel()
	named := func(name string, requires ...app.App) app.App { return app.App{Name: name, Requires: requires} }
	sessions := named("sessions")
	auth := named("auth", sessions)
	own := named("auth", sessions)
	own.Routes = nil
	for want, apps := range map[string][]app.App{
		"sessions auth shop":         {auth, named("shop")},
		"sessions auth mfa shop":     {named("mfa", auth), own, named("shop")},
		"sessions auth accounts mfa": {named("accounts", auth), named("mfa", auth)},
		"shop sessions auth":         {named("shop"), named("sessions"), auth},
		"sessions auth auth":         {auth, auth},
		"":                           nil,
	} {
		var names []string
		for _, a := range app.Flatten(apps) {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		var again []string
		for _, a := range app.Flatten(app.Flatten(apps)) {
			again = append(again, a.Name)
		}
		if len(again) != len(names) {
			t.Errorf("flattened twice it is %q", again)
		}
	}
	listed := app.App{Name: "auth", Commands: []app.Command{{Name: "own"}}}
	if got := app.Flatten([]app.App{named("mfa", auth), listed}); len(got) != 2 || len(got[0].Commands) != 1 {
		t.Errorf("the listed app did not take the place of the required one: %d apps", len(got))
	}
}
