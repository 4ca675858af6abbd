package accounts

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/web"
)

// profile is the overview of one's account.
func (s *service) profile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	d := profileData{User: u, Account: accountOf(ctx, u)}
	if d.shell, err = notice(r); err != nil {
		return err
	}
	if d.Verified, err = Verified(ctx, u); err != nil {
		return err
	}
	if d.Logout, err = web.Reverse(ctx, "accounts:logout"); err != nil {
		return err
	}
	links := []Link{{"Change your password", "accounts:password_change"}, {"Change your email address", "accounts:email"},
		{"Where you are logged in", "accounts:sessions"}}
	links = append(links, s.ProfileLinks...)
	if u.IsSuperuser {
		links = append(links, Link{"Act as another user", "accounts:impersonate"})
	}
	if d.Links, err = addresses(r, links); err != nil {
		return err
	}
	return profilePage.Render(w, r, d)
}
