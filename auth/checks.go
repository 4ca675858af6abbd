package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
)

// checks look at the accounts of a site.
func checks(s *service) []check.Check {
	return []check.Check{
		{Name: "auth.policies", Tags: []check.Tag{check.Security}, Run: checkPolicies},
		{Name: "auth.unrestricted", Tags: []check.Tag{check.Deploy}, Run: checkUnrestricted},
		{Name: "auth.options", Tags: []check.Tag{check.Security}, Run: s.checkOptions},
		{Name: "auth.sessions", Tags: []check.Tag{check.Security, check.Deploy}, Run: checkSessions},
	}
}

// checkPolicies finds models of which nobody has said who may see their rows.
func checkPolicies(ctx context.Context) []check.Message {
	reg, err := orm.RegistryFrom(ctx)
	if err != nil {
		return nil
	}
	ps := orm.PoliciesFrom(ctx)
	var out []check.Message
	for _, d := range reg.Models() {
		if ps.Of(d) != nil || ownModel(d) {
			continue
		}
		out = append(out, check.Message{ID: "auth.W001", Level: check.Warning, Object: d.Label(), Text: "has no policy: nothing says who may see its rows",
			Hint: fmt.Sprintf("put auth.Everyone(…), auth.ByPermission(…) or auth.Restrict(…) into the Policies of the app %s", d.Schema.App)})
	}
	return out
}

// ownModel reports whether a model is the framework's own bookkeeping, which its own code reads.
func ownModel(d *orm.Descriptor) bool {
	switch d.Schema.App {
	case "auth", "sessions", "accounts":
		return true
	}
	return false
}

// checkOptions finds options that cannot work, or protect less than the defaults.
func (s *service) checkOptions(context.Context) []check.Message {
	var out []check.Message
	if err := s.Passwords.Check(); err != nil {
		out = append(out, check.Message{ID: "auth.E001", Level: check.Error, Object: "auth.Options.Passwords", Text: err.Error()})
	}
	if s.Lockout.Off {
		out = append(out, check.Message{ID: "auth.W002", Level: check.Warning, Object: "auth.Options.Lockout", Text: "is off: passwords can be guessed without a limit",
			Hint: "leave Lockout to its default"})
	}
	return out
}

// checkSessions finds logins that nobody can end.
func checkSessions(ctx context.Context) []check.Message {
	if !strings.HasPrefix(app.ConfigFrom(ctx).SessionURL, "cookie:") {
		return nil
	}
	return []check.Message{{ID: "auth.W003", Level: check.Warning, Object: "SESSION_URL", Text: "keeps logins in cookies: a copy of one holds until its end, also after the logout",
		Hint: "write SESSION_URL=database://, or silence this"}}
}
