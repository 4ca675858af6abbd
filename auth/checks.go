package auth

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/orm"
)

// checks look at the accounts of a site.
func checks(s *service) []check.Check {
	return []check.Check{
		{Name: "auth.policies", Tags: []check.Tag{check.Security}, Run: checkPolicies},
		{Name: "auth.unrestricted", Tags: []check.Tag{check.Deploy}, Run: checkUnrestricted},
		{Name: "auth.options", Tags: []check.Tag{check.Security}, Run: s.checkOptions},
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
