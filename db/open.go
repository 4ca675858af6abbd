package db

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/musette-go/musette/problem"
)

// forms is the end of every message about a wrong address.
const forms = `expected "sqlite://path/to/file.db", "sqlite:///absolute/path.db", "sqlite://:memory:" or "postgres://user:password@host:5432/name"`

// Open opens the database at an address and asks it for a sign of life, so that a wrong one fails here:
//
//	sqlite://shop.db                      a file, relative to the working folder; it is created when missing
//	sqlite:///var/lib/shop/shop.db        a file by its absolute path
//	sqlite://:memory:                     a database in memory, which lives until Close
//	postgres://user:password@host/name    PostgreSQL; the parameters are libpq's, and pooler=transaction
//
// An address that cannot be understood is an [*OpenError]; a database that does not answer is an [*Error] with the code
// Connection. The text of both holds the address without its password.
func Open(ctx context.Context, address string, opt Options) (*DB, error) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return nil, openError(address, "it has no scheme; "+forms)
	}
	switch scheme {
	case "sqlite", "sqlite3":
		return openSQLite(ctx, rest, opt)
	case "postgres", "postgresql":
		return openPostgres(ctx, address, opt)
	}
	return nil, openError(address, "the scheme "+strconv.Quote(scheme)+" is unknown; "+forms)
}

// OpenError is an address that cannot be opened as it stands.
type OpenError struct {
	URL  string // with the password masked
	Text string // what is wrong, and what is accepted
	err  error
}

// Error is one line with the address, what is wrong and what is accepted.
func (e *OpenError) Error() string {
	text := "db: cannot open " + strconv.Quote(e.URL) + ": " + e.Text
	return strings.ReplaceAll(text, "\n", " ")
}

// Kind is Unavailable: the site cannot work, and no request is to blame.
func (e *OpenError) Kind() problem.Kind { return problem.Unavailable }

// Unwrap returns the cause, if any.
func (e *OpenError) Unwrap() error { return e.err }

func openError(address, text string) *OpenError {
	return &OpenError{URL: maskPassword(address), Text: text}
}

// maskPassword replaces the password of an address by "***". An address that cannot be taken apart safely is not shown
// beyond its scheme once it holds something that looks like a login.
func maskPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil && strings.Contains(address, "@") {
		scheme, rest, ok := strings.Cut(address, "://")
		if !ok || !strings.ContainsAny(rest, "@") {
			return address
		}
		return scheme + "://***" + rest[strings.LastIndexByte(rest, '@'):]
	}
	masked := maskParameters(u)
	if _, has := u.User.Password(); !has && !masked {
		return address
	}
	out := *u
	out.User = nil
	text := out.String()
	if u.User == nil {
		return text
	}
	login := url.User(u.User.Username()).String()
	if _, has := u.User.Password(); has {
		login += ":***"
	}
	return strings.Replace(text, "://", "://"+login+"@", 1)
}

// maskParameters masks passwords among the parameters and reports whether there were any.
func maskParameters(u *url.URL) bool {
	q := u.Query()
	found := false
	for key := range q {
		if strings.Contains(strings.ToLower(key), "password") {
			q.Set(key, "xxx")
			found = true
		}
	}
	if found {
		u.RawQuery = q.Encode()
	}
	return found
}

func openSQLite(ctx context.Context, rest string, opt Options) (*DB, error) {
	address := "sqlite://" + rest
	path, query, _ := strings.Cut(rest, "?")
	if query != "" {
		return nil, openError(address, "SQLite addresses have no parameters; "+forms)
	}
	if path == "" {
		return nil, openError(address, "the path is missing; "+forms)
	}
	opt, err := opt.withDefaults(true)
	if err != nil {
		return nil, err
	}
	d := &DB{url: address, name: path, opt: opt, dialect: sqliteDialect()}
	if path != memoryPath {
		d.name = filepath.Base(path)
	}
	d.lite, err = newLiteBackend(path, opt)
	if err != nil {
		return nil, &OpenError{URL: address, Text: err.Error(), err: err}
	}
	if err := d.lite.first(ctx); err != nil {
		_ = d.Close()
		return nil, d.lite.explain(address, err)
	}
	return d, nil
}

func openPostgres(ctx context.Context, address string, opt Options) (*DB, error) {
	opt, err := opt.withDefaults(false)
	if err != nil {
		return nil, err
	}
	config, opt, err := postgresConfig(address, opt)
	if err != nil {
		var bad *OpenError
		if errors.As(err, &bad) {
			return nil, bad
		}
		return nil, openError(address, err.Error()+"; "+forms)
	}
	d := &DB{url: maskPassword(address), name: config.Database, opt: opt, dialect: postgresDialect()}
	d.pg = newPGBackend(config, opt)
	if err := d.Ping(ctx); err != nil {
		_ = d.Close()
		return nil, explainPostgres(d.url, err)
	}
	return d, nil
}
