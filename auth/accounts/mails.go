package accounts

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailpage"
	"github.com/musette-go/musette/web"
)

// mailData is what the templates of mails know.
type mailData struct {
	Site  string     // the site's host: "shop.example"
	User  *auth.User // whose account, or nil
	Name  string     // what they log in with, or ""
	Kind  string     // of a confirmation: "signup", "email", "verify"
	Email string     // the address that it is about
	Old   string     // the address before
	Link  string     // what to click on, or ""
	Code  string     // what to type, or "": "1234 5678"
	Login string     // the login page
	Reset string     // the page for a forgotten password
	For   string     // for how long link and code work: "10 minutes"
	IP    string     // who did it
	Agent string     // with what: "Firefox on Linux"
	At    time.Time
}

var (
	confirmationMail    = mailpage.New[mailData]("accounts/mail/confirmation.html")
	knownMail           = mailpage.New[mailData]("accounts/mail/known.html")
	invitationMail      = mailpage.New[mailData]("accounts/mail/invitation.html")
	codeMail            = mailpage.New[mailData]("accounts/mail/code.html")
	resetMail           = mailpage.New[mailData]("accounts/mail/password_reset.html")
	passwordChangedMail = mailpage.New[mailData]("accounts/mail/password_changed.html")
	emailChangedMail    = mailpage.New[mailData]("accounts/mail/email_changed.html")
)

// mailOf begins the data of a mail. Whatever comes from the request is read here, since a mail may be written after it is over.
func (s *service) mailOf(r *http.Request, u *auth.User) (mailData, error) {
	_, host, _ := strings.Cut(base(r), "://")
	d := mailData{Site: host, User: u, Name: accountOf(r.Context(), u), Agent: describe(r.UserAgent()), At: time.Now()}
	if a := web.ClientIP(r); a.IsValid() {
		d.IP = a.String()
	}
	var err error
	if d.Login, err = s.absolute(r, "accounts:login"); err == nil {
		d.Reset, err = s.absolute(r, "accounts:password_reset")
	}
	return d, err
}

// base is the address of the site: that of SITE_URL, since who writes a request's host decides where its links lead. Only outside a
// site is it the host of the request, which web.Hosts has let in.
func base(r *http.Request) string {
	if at := app.ConfigFrom(r.Context()).SiteURL; at != "" {
		return at
	}
	return web.Origin(r)
}

// absolute is the whole address of a named page.
func (s *service) absolute(r *http.Request, name string, args ...any) (string, error) {
	path, err := web.Reverse(r.Context(), name, args...)
	if err != nil {
		return "", err
	}
	return base(r) + path, nil
}

func (s *service) sendConfirmation(r *http.Request, kind, email, secret, code string) error {
	d, err := s.mailOf(r, nil)
	if err != nil {
		return err
	}
	d.Kind, d.Email, d.Code, d.For = kind, email, grouped(code), words(s.ConfirmationAge)
	if d.Link, err = s.absolute(r, "accounts:verify_link", secret); err != nil {
		return err
	}
	return send(r.Context(), confirmationMail, email, d)
}

func (s *service) sendKnown(r *http.Request, email string) error {
	d, err := s.mailOf(r, nil)
	if err != nil {
		return err
	}
	d.Email = email
	return send(r.Context(), knownMail, email, d)
}

func (s *service) sendInvitation(r *http.Request, email, text string) error {
	d, err := s.mailOf(r, nil)
	if err != nil {
		return err
	}
	d.Email, d.For = email, words(s.ConfirmationAge)
	if d.Link, err = s.absolute(r, "accounts:invitation", text); err != nil {
		return err
	}
	return send(r.Context(), invitationMail, email, d)
}

// tell sends a mail about something that has happened, after the answer.
func (s *service) tell(r *http.Request, p *mailpage.Page[mailData], to string, u *auth.User, change func(d *mailData)) error {
	if to == "" {
		return nil
	}
	d, err := s.mailOf(r, u)
	if err != nil {
		return err
	}
	if change != nil {
		change(&d)
	}
	s.post.later(r.Context(), func(ctx context.Context) error { return send(ctx, p, to, d) })
	return nil
}

// send writes a mail and hands it to the site's mailer.
func send(ctx context.Context, p *mailpage.Page[mailData], to string, d mailData) error {
	m, err := p.Message(ctx, d)
	if err != nil {
		return err
	}
	m.To = []string{to}
	return mail.Send(ctx, m)
}

// log notes what went wrong with a mail.
func (s *service) log(r *http.Request, err error, text string, u *auth.User) {
	app.Logger(r.Context()).LogAttrs(r.Context(), slog.LevelError, text, slog.Int64("user", u.ID), slog.Any("error", err))
}

// grouped writes a code so that it is easy to read.
func grouped(code string) string {
	if len(code) != codeDigits {
		return code
	}
	return code[:codeDigits/2] + " " + code[codeDigits/2:]
}

// words says a time as people do.
func words(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return plural(int(d.Hours()/24), "day")
	case d >= time.Hour:
		return plural(int(d.Hours()), "hour")
	}
	return plural(max(1, int(d.Minutes())), "minute")
}

func plural(n int, unit string) string {
	if n == 1 {
		return "one " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
