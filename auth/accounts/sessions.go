package accounts

import (
	"context"
	"net/http"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// sessionRow is one place where somebody is logged in.
type sessionRow struct {
	ID      string // for the form; not the session's key
	Device  string // "Firefox on Linux"
	Agent   string // all that the program says of itself
	IP      string
	Since   time.Time
	Seen    time.Time
	Current bool // it is this one
}

const (
	maxSessions = 100                 // that are shown
	staleAfter  = 31 * 24 * time.Hour // no session that is not used lives longer, unless a site says so
)

// sessions lists where somebody is logged in, and ends one session or all others.
func (s *service) sessions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := auth.CurrentUser(ctx)
	if err != nil {
		return err
	}
	own, err := session.From(ctx).StoreKey(ctx)
	if err != nil {
		return err
	}
	rows, err := sessionsOf(ctx, u)
	if err != nil {
		return err
	}
	if posted(r) {
		return s.endSessions(w, r, u, own, rows)
	}
	d := sessionsData{Kept: own != ""}
	for _, row := range rows {
		current := row.Key == own
		d.Others = d.Others || !current
		d.Sessions = append(d.Sessions, sessionRow{ID: keyOf(row.Key), Device: describe(row.UserAgent), Agent: row.UserAgent, IP: row.IP,
			Since: row.CreatedAt, Seen: row.SeenAt, Current: current})
	}
	if d.shell, err = notice(r); err != nil {
		return err
	}
	return sessionsPage.Render(w, r, d)
}

// sessionsOf are the sessions of a user, the latest first. Those that have ended by themselves are left out.
func sessionsOf(ctx context.Context, u *auth.User) ([]*auth.UserSession, error) {
	rows := auth.UserSessions
	return rows.Filter(rows.UserID.Eq(u.ID), rows.SeenAt.Gt(time.Now().Add(-staleAfter))).OrderBy(rows.SeenAt.Desc(), rows.Key.Asc()).Limit(maxSessions).All(ctx)
}

// endSessions ends the session that the form names, or all but this one.
func (s *service) endSessions(w http.ResponseWriter, r *http.Request, u *auth.User, own string, rows []*auth.UserSession) error {
	sent, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, all := sent.Text("session"), sent.Has("others")
	if all { // those that the page does not show too
		if rows, err = auth.UserSessions.Filter(auth.UserSessions.UserID.Eq(u.ID)).All(r.Context()); err != nil {
			return err
		}
	}
	var keys []string
	for _, row := range rows {
		if row.Key != own && (all || keyOf(row.Key) == id) {
			keys = append(keys, row.Key)
		}
	}
	if err := EndSessions(r, u, keys...); err != nil {
		return err
	}
	text := "That session has ended."
	switch {
	case len(keys) == 0:
		text = "There was no such session any more."
	case all:
		text = "You are logged out everywhere else."
	}
	return leadTo(w, r, "accounts:sessions", text)
}

// EndSessions ends sessions of a user by their keys in [auth.UserSessions], and emits an event for each. Sessions of others are left
// alone. From the next request on whoever used them is not logged in.
func EndSessions(r *http.Request, u *auth.User, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	ctx := r.Context()
	m := session.ManagerFrom(ctx)
	if m == nil {
		return session.ErrNoSession
	}
	mine, err := auth.UserSessions.Filter(auth.UserSessions.UserID.Eq(u.ID), auth.UserSessions.Key.In(keys...)).All(ctx)
	if err != nil {
		return err
	}
	keys = keys[:0:0]
	for _, row := range mine {
		keys = append(keys, row.Key)
	}
	if err := m.End(ctx, keys...); err != nil {
		return err
	}
	if _, err := auth.UserSessions.Filter(auth.UserSessions.Key.In(keys...)).DeleteAll(ctx); err != nil {
		return err
	}
	for _, row := range mine {
		auth.Emit(r, auth.Event{Kind: auth.SessionEnded, User: u, Detail: describe(row.UserAgent)})
	}
	return nil
}
