package db

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// registerFunctions adds the functions by which SQLite answers as PostgreSQL does. All are deterministic, give NULL for
// NULL, and take text.
func registerFunctions(c *sqlite3.Conn) error {
	flags := sqlite3.DETERMINISTIC | sqlite3.INNOCUOUS
	text := func(f func(string) string) sqlite3.ScalarFunction {
		return func(ctx sqlite3.Context, arg ...sqlite3.Value) {
			if arg[0].Type() == sqlite3.NULL {
				ctx.ResultNull()
				return
			}
			mapText(ctx, arg[0].RawText(), f)
		}
	}
	one := map[string]func(string) string{"mu_fold": Fold, "mu_lower": strings.ToLower, "mu_upper": strings.ToUpper}
	for name, f := range one {
		if err := c.CreateFunction(name, 1, flags, text(f)); err != nil {
			return err
		}
	}
	two := map[string]func(a, b []byte) bool{
		"mu_contains": bytes.Contains, "mu_starts": bytes.HasPrefix, "mu_ends": bytes.HasSuffix,
	}
	for name, f := range two {
		if err := c.CreateFunction(name, 2, flags, textTest(f)); err != nil {
			return err
		}
	}
	patterns := regexps{}
	return c.CreateFunction("mu_regexp", 2, flags, patterns.match)
}

// mapText sets the result to f of the text; plain ASCII text without capitals is its own folded form.
func mapText(ctx sqlite3.Context, b []byte, f func(string) string) { ctx.ResultText(f(string(b))) }

// Fold makes texts comparable without regard to case: each letter by itself becomes its lower case letter, as
// PostgreSQL's lower() does for UTF-8. SQLite's function mu_fold does the same.
func Fold(s string) string { return strings.ToLower(s) }

// textTest is a function of two texts that is true or false.
func textTest(f func(a, b []byte) bool) sqlite3.ScalarFunction {
	return func(ctx sqlite3.Context, arg ...sqlite3.Value) {
		if arg[0].Type() == sqlite3.NULL || arg[1].Type() == sqlite3.NULL {
			ctx.ResultNull()
			return
		}
		ctx.ResultBool(f(arg[0].RawText(), arg[1].RawText()))
	}
}

// maxRegexps is how many compiled patterns a connection keeps.
const maxRegexps = 64

// regexps keeps compiled patterns.
type regexps struct{ cache lru[*regexp.Regexp] }

// match is mu_regexp(pattern, text): whether RE2's pattern is found in the text.
func (r *regexps) match(ctx sqlite3.Context, arg ...sqlite3.Value) {
	if arg[0].Type() == sqlite3.NULL || arg[1].Type() == sqlite3.NULL {
		ctx.ResultNull()
		return
	}
	re, err := r.compile(arg[0].RawText())
	if err != nil {
		ctx.ResultError(err)
		return
	}
	ctx.ResultBool(re.Match(arg[1].RawText()))
}

func (r *regexps) compile(pattern []byte) (*regexp.Regexp, error) {
	r.cache.max = maxRegexps
	if re, ok := r.cache.get(string(pattern)); ok {
		return re, nil
	}
	re, err := regexp.Compile(string(pattern))
	if err != nil {
		return nil, err
	}
	r.cache.put(string(pattern), re)
	return re, nil
}
