package mfa

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/web"
)

// notify tells a user by mail what happened to their account, if the site sends mail. That it cannot be sent stops nothing.
func (s *service) notify(r *http.Request, u *auth.User, subject, what string) {
	ctx := r.Context()
	if u.Email == "" {
		return
	}
	err := mail.Send(ctx, &mail.Message{To: []string{u.Email}, Subject: subject, Text: s.notice(r, u, what)})
	if err != nil && !errors.Is(err, mail.ErrNoMailer) {
		s.Logger.ErrorContext(ctx, "a notice about second factors was not sent", "user", u.ID, "error", err)
	}
}

func (s *service) notice(r *http.Request, u *auth.User, what string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello %s,\n\n%s\n\n", oneLine(u.FullName()), what)
	fmt.Fprintf(&b, "When: %s\n", s.Now().UTC().Format(time.RFC1123))
	if ip := web.ClientIP(r); ip.IsValid() {
		fmt.Fprintf(&b, "From: %s\n", ip)
	}
	fmt.Fprintf(&b, "Account: %s at %s\n\nIf this was you, there is nothing to do. If not, change your password and look at", oneLine(u.Username), web.Host(r))
	if to, err := web.Reverse(r.Context(), "mfa:index"); err == nil {
		fmt.Fprintf(&b, "\n%s\n", web.AbsoluteURL(r, to))
	} else {
		b.WriteString(" your account.\n")
	}
	return b.String()
}

// oneLine keeps what people call themselves from looking like lines of the mail.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// added tells of a new factor.
func (s *service) added(r *http.Request, u *auth.User, factor, what string) {
	auth.Emit(r, auth.Event{Kind: auth.FactorAdded, User: u, Detail: factor})
	s.notify(r, u, "A way to log in was added", what+" was added to your account.")
}

// removed tells of a factor that is gone.
func (s *service) removed(r *http.Request, u *auth.User, factor, what string) {
	auth.Emit(r, auth.Event{Kind: auth.FactorRemoved, User: u, Detail: factor})
	s.notify(r, u, "A way to log in was removed", what+" was removed from your account.")
}
