package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// Lockout bounds how often somebody may try to log in. Every try is counted before the password is looked at, in the site's database, so
// that the bounds hold however many try at once and however many processes the site has. A login that succeeds forgets the tries of its
// name. Somebody who has logged in before in the same browser is counted there alone, so that others who try their name do not keep
// them out.
type Lockout struct {
	// PerUserAndAddress is how many tries one name has from one address. Defaults to 5.
	PerUserAndAddress int
	// PerUser is how many tries one name has from everywhere. Defaults to 20.
	PerUser int
	// PerAddress is how many tries one address has for all names. Of IPv6 the first 64 bits count. Defaults to 100.
	PerAddress int
	// CoolOff is for how long who has used up their tries must wait. Defaults to 15 minutes.
	CoolOff time.Duration
	// Off counts nothing. Defaults to false; `check --deploy` reports it.
	Off bool
}

func (l Lockout) withDefaults() Lockout {
	set := func(n *int, def int) {
		if *n <= 0 {
			*n = def
		}
	}
	set(&l.PerUserAndAddress, 5)
	set(&l.PerUser, 20)
	set(&l.PerAddress, 100)
	if l.CoolOff <= 0 {
		l.CoolOff = 15 * time.Minute
	}
	return l
}

// LockedError says that somebody must wait before they try again.
type LockedError struct{ Until time.Time }

func (e *LockedError) Error() string {
	return "auth: too many tries until " + e.Until.Format(time.RFC3339)
}

// Kind is TooMany: web answers 429.
func (e *LockedError) Kind() problem.Kind { return problem.TooMany }

// Public is what people read.
func (e *LockedError) Public() string {
	return "Too many attempts. Please wait some minutes and try again."
}

// A bound is one count that a try takes from.
type bound struct {
	key   string
	limit int
}

// try is a counted try to log in.
type try struct {
	s       *service
	names   []string // the counts that a success forgets
	address string   // the count that it is taken from again
}

// begin counts a try to log in with a name. The error is a [LockedError] for who must wait.
func (s *service) begin(r *http.Request, name string) (*try, error) {
	if device := s.knownDevice(r, countedName(name)); device != "" {
		return s.take(r, []bound{{countKey("d", countedName(name), device), s.Lockout.PerUserAndAddress}})
	}
	return s.take(r, s.bounds(r, "pu", name))
}

// take counts a try.
func (s *service) take(r *http.Request, bounds []bound) (*try, error) {
	t := &try{s: s}
	if s.Lockout.Off {
		return t, nil
	}
	s.sweep(r.Context())
	for _, b := range bounds {
		if b.key[0] == 'a' {
			t.address = b.key
		} else {
			t.names = append(t.names, b.key)
		}
		until, err := s.count(r.Context(), b)
		if err != nil {
			return nil, err
		}
		if !until.IsZero() {
			return nil, &LockedError{Until: until}
		}
	}
	return t, nil
}

// bounds are the counts that a try takes from. The kinds are two letters: for the name from the address, and for the name. Logins and other
// secrets have different ones, so that nobody can use up the tries of a code by typing its name at the login.
func (s *service) bounds(r *http.Request, kinds, name string) []bound {
	name = countedName(name)
	ip, _ := web.ByIP(r)
	return []bound{
		{countKey(kinds[:1], name, ip), s.Lockout.PerUserAndAddress},
		{countKey(kinds[1:], name), s.Lockout.PerUser},
		{countKey("a", ip), s.Lockout.PerAddress},
	}
}

// countedName makes one count of the spellings of a name, of all that a database may take for the same when it ignores case: the capital of ı
// is I, that of ς is Σ.
func countedName(name string) string { return strings.ToLower(strings.ToUpper(NormalizeName(name))) }

// countKey names a count: a letter for its kind, and hashes, since what people type as a name may be a password.
func countKey(kind string, parts ...string) string {
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		kind += base64.RawURLEncoding.EncodeToString(sum[:20])
	}
	return kind
}

// countSQL takes one from a count, in one statement: it begins again when its time is over, and when it is used up its time is the
// cool-off.
const countSQL = `INSERT INTO musette_login_attempt (key, failures, until) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
	failures = CASE WHEN musette_login_attempt.until <= $3 THEN 1 ELSE musette_login_attempt.failures + 1 END,
	until = CASE WHEN musette_login_attempt.until <= $3 OR musette_login_attempt.failures + 1 = $4 THEN $2 ELSE musette_login_attempt.until END
RETURNING failures, until`

// count counts a try, and returns until when the limit was used up before it, or the zero time.
func (s *service) count(ctx context.Context, b bound) (time.Time, error) {
	d, err := db.From(ctx)
	if err != nil {
		return time.Time{}, err
	}
	now := s.Now().UTC()
	end := now.Add(s.Lockout.CoolOff).UnixMilli()
	rows, err := d.Write(ctx, countSQL, b.key, end, now.UnixMilli(), int64(b.limit))
	if err != nil {
		return time.Time{}, err
	}
	var failures, until int64
	if rows.Next() {
		failures, until = rows.Int64(), rows.Int64()
	}
	if err := rows.Close(); err != nil {
		return time.Time{}, err
	}
	if failures > int64(b.limit) {
		return time.UnixMilli(until), nil
	}
	return time.Time{}, nil
}

// succeeded forgets the tries of the name, since whoever it was knows the password. For the address the try does not count, since many
// people may share it.
func (t *try) succeeded(ctx context.Context) error {
	if len(t.names) == 0 {
		return nil
	}
	_, err := LoginAttempts.Filter(LoginAttempts.Key.In(t.names...)).DeleteAll(ctx)
	if err != nil || t.address == "" {
		return err
	}
	rows := LoginAttempts
	_, err = rows.Filter(rows.Key.Eq(t.address), rows.Failures.Gt(0), rows.Failures.Lt(int64(t.s.Lockout.PerAddress))).Update(ctx, rows.Failures.Sub(1))
	return err
}

// unlock forgets the tries of names from everywhere.
func (s *service) unlock(ctx context.Context, names ...string) error {
	key := LoginAttempts.Key
	var of []orm.Pred[*LoginAttempt]
	for _, name := range names {
		name = countedName(name)
		of = append(of, key.Eq(countKey("u", name)), key.StartsWith(countKey("p", name)), key.StartsWith(countKey("d", name)))
	}
	_, err := LoginAttempts.Filter(orm.Or(of...)).DeleteAll(ctx)
	return err
}

// loginNames are what a user may type to log in.
func (s *service) loginNames(u *User) []string {
	switch {
	case s.LoginName == ByEmail && u.Email != "":
		return []string{u.Email, u.Username} // the user name counts where the password is asked for again
	case s.LoginName == ByEither && u.Email != "":
		return []string{u.Username, u.Email}
	}
	return []string{u.Username}
}

// deviceCookie says that somebody has logged in before in this browser, and with what name.
func deviceCookie() web.Cookie {
	return web.Cookie{Name: "device", MaxAge: 365 * 24 * time.Hour, Signed: true}
}

// knownDevice returns the number of the browser if somebody has logged in there with this name, or "".
func (s *service) knownDevice(r *http.Request, name string) string {
	value, ok := deviceCookie().Get(r)
	number, of, _ := strings.Cut(value, ".")
	if !ok || !slices.Contains(strings.Split(of, "."), countKey("n", name)) {
		return ""
	}
	return number
}

// rememberDevice notes that somebody has logged in, under all names that they may type.
func (s *service) rememberDevice(w http.ResponseWriter, r *http.Request, u *User) error {
	if s.Lockout.Off {
		return nil
	}
	value, known := rand.Text(), true
	for _, name := range s.loginNames(u) {
		name = countedName(name)
		known = known && s.knownDevice(r, name) != ""
		value += "." + countKey("n", name)
	}
	if known {
		return nil
	}
	return deviceCookie().Set(w, r, value)
}
