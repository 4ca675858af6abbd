package accounts

import (
	"context"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/web"
)

// checks look at the options of the pages.
func (s *service) checks() []check.Check {
	return []check.Check{{Name: "accounts.options", Tags: []check.Tag{check.Security}, Run: s.checkOptions}}
}

func (s *service) checkOptions(ctx context.Context) []check.Message {
	var out []check.Message
	if s.SignUp != SignUpClosed && s.Verify != VerifyMandatory {
		out = append(out, check.Message{ID: "accounts.W001", Level: check.Warning, Object: "accounts.Options.Verify",
			Text: "lets everybody find out which addresses have an account",
			Hint: "leave it to VerifyMandatory, or silence this"})
	}
	for _, l := range s.linked() {
		if _, err := web.Reverse(ctx, l.Name); err != nil {
			out = append(out, check.Message{ID: "accounts.E001", Level: check.Error, Object: "accounts.Options", Text: err.Error(),
				Hint: "name a route of the site that has no parameters"})
		}
	}
	return out
}

// linked are the routes that the options name.
func (s *service) linked() []Link {
	out := []Link{{Name: s.LoginRedirect}, {Name: s.LogoutRedirect}}
	out = append(out, s.LoginLinks...)
	out = append(out, s.ConfirmLinks...)
	return append(out, s.ProfileLinks...)
}
