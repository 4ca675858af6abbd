package auth

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// EventKind says what happened.
type EventKind string

// What happens to accounts.
const (
	LoggedIn         EventKind = "login"
	LoggedOut        EventKind = "logout"
	LoginFailed      EventKind = "login_failed"
	LockedOut        EventKind = "locked_out"
	PasswordChanged  EventKind = "password_changed"
	SignedUp         EventKind = "signed_up"
	EmailChanged     EventKind = "email_changed"
	FactorAdded      EventKind = "factor_added" // a second factor: an app with codes, a passkey
	FactorRemoved    EventKind = "factor_removed"
	FactorFailed     EventKind = "factor_failed"
	SessionEnded     EventKind = "session_ended" // from elsewhere
	ImpersonationOn  EventKind = "impersonation_began"
	ImpersonationOff EventKind = "impersonation_ended"
	Impersonated     EventKind = "impersonated" // a request that changes something, by somebody who acts as another
)

// Event is something that happened to an account, once.
type Event struct {
	Kind      EventKind
	User      *User  // whose account, or nil where no account is known
	Name      string // what was typed as a name, where no account is known
	By        *User  // who did it as User, or nil
	Detail    string // "totp", "passkey", the path of a request
	IP        string
	UserAgent string // at most 300 bytes
	RequestID string
	At        time.Time
}

// Emit tells the log and [Options.OnEvent] of an event. What is not filled in comes from the request.
func Emit(r *http.Request, e Event) {
	if s, err := serviceOf(r.Context()); err == nil {
		s.emit(r, e)
	}
}

func (s *service) emit(r *http.Request, e Event) {
	ctx := r.Context()
	e.IP, e.UserAgent = client(r)
	e.RequestID, e.At = web.RequestID(ctx), s.Now()
	level := slog.LevelInfo
	if e.Kind == LoginFailed || e.Kind == LockedOut || e.Kind == FactorFailed {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{slog.String("kind", string(e.Kind)), slog.String("ip", e.IP), slog.String("user_agent", e.UserAgent)}
	if e.User != nil {
		attrs = append(attrs, slog.Int64("user", e.User.ID))
	}
	if e.By != nil {
		attrs = append(attrs, slog.Int64("by", e.By.ID))
	}
	if e.Name != "" {
		attrs = append(attrs, slog.String("name", e.Name))
	}
	if e.Detail != "" {
		attrs = append(attrs, slog.String("detail", e.Detail))
	}
	app.Logger(ctx).LogAttrs(ctx, level, "account", attrs...)
	for _, f := range s.OnEvent {
		f(ctx, e)
	}
}

func clientIP(r *http.Request) string {
	if a := web.ClientIP(r); a.IsValid() {
		return a.String()
	}
	return ""
}
