package manage

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// site is one with the accounts and a command for each way to end.
func site() app.Site {
	simple := func(name, args string, run app.Run) app.Command {
		return app.Command{Name: name, Args: args, Short: "ends in its way", Offline: true, New: func(*flag.FlagSet) app.Run { return run }}
	}
	return app.Site{Name: "s", Apps: []app.App{auth.App(), {Name: "a", Commands: []app.Command{
		simple("echo", "[WORD…]", func(_ context.Context, env *app.Env) error {
			fmt.Fprintln(env.Out, strings.Join(env.Args, "|"), env.Terminal)
			return nil
		}),
		simple("fail", "", func(context.Context, *app.Env) error { return errors.New("it went wrong") }),
		simple("misuse", "", func(context.Context, *app.Env) error { return fmt.Errorf("wrapped: %w", app.Usagef("expected more")) }),
		simple("quietly", "", func(context.Context, *app.Env) error { return &app.ExitError{Code: 7} }),
		simple("one", "WORD", func(context.Context, *app.Env) error { return nil }),
		{Name: "count", Short: "count the users", New: func(*flag.FlagSet) app.Run {
			return func(ctx context.Context, env *app.Env) error {
				n, err := auth.Users.Count(ctx)
				fmt.Fprintln(env.Out, n, "users")
				return err
			}
		}},
	}}}}
}

// run runs a command of a site.
func run(t *testing.T, s app.Site, environ []string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(t.Context(), s, args, Options{Environ: environ, Dir: t.TempDir(), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args       string
		code       int
		out, errs  string
		withoutOut bool
	}{
		{"echo", 0, " false\n", "", false},
		{"echo a b", 0, "a|b false\n", "", false},
		{"echo -- --a -b", 0, "--a|-b false\n", "", false},
		{"fail", 1, "", "s fail: it went wrong\n", true},
		{"misuse", 2, "", "s misuse: wrapped: expected more\nUsage: s misuse\n", true},
		{"quietly", 7, "", "", true},
		{"one", 2, "", "s one: expected WORD\n", true},
		{"one a b", 2, "", "s one: unexpected argument \"b\"\n", true},
		{"fail --loud", 2, "", "s fail: unknown flag --loud\n", true},
		{"ecko", 2, "", "did you mean \"echo\"?", true},
		{"help echo", 0, "Usage: s echo [WORD…]\n", "", false},
		{"echo --help", 0, "Usage: s echo [WORD…]\n", "", false},
		{"-h", 0, "Commands (serve is the default):", "", false},
	} {
		code, out, errs := run(t, site(), nil, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.HasPrefix(errs, c.errs) && !strings.Contains(errs, c.errs) || c.withoutOut && out != "" || c.errs == "" && errs != "" {
			t.Errorf("%s: exit code %d, out %q, err %q; want %d, %q, %q", c.args, code, out, errs, c.code, c.out, c.errs)
		}
	}
}

func TestCheckArgs(t *testing.T) {
	t.Parallel()
	for usage, counts := range map[string][]bool{ // whether 0, 1, 2 and 3 arguments are right
		"":                  {true, false, false, false},
		"APP":               {false, true, false, false},
		"[APP]":             {true, true, false, false},
		"APP MIGRATION":     {false, false, true, false},
		"APP [MIGRATION]":   {false, true, true, false},
		"[APP [MIGRATION]]": {true, true, true, false},
		"[APP] [MIGRATION]": {true, true, true, false},
		"[APP…]":            {true, true, true, true},
		"APP [NAME…]":       {false, true, true, true},
		"APP…":              {false, true, true, true},
	} {
		for n, ok := range counts {
			err := checkArgs(usage, slices.Repeat([]string{"x"}, n))
			var wrong *app.UsageError
			if (err == nil) != ok || err != nil && !errors.As(err, &wrong) {
				t.Errorf("%q with %d arguments: %v, want it taken: %t", usage, n, err, ok)
			}
		}
	}
}

func TestFlagError(t *testing.T) {
	t.Parallel()
	flags := flag.NewFlagSet("x", flag.ContinueOnError)
	flags.SetOutput(new(bytes.Buffer))
	flags.Int("many", 0, "")
	flags.Bool("dry-run", false, "")
	for args, want := range map[string]string{
		"--mny":          "unknown flag --mny: did you mean --many?",
		"-dryrun":        "unknown flag --dryrun: did you mean --dry-run?",
		"--entirely":     "unknown flag --entirely",
		"--many":         "flag needs an argument: --many",
		"--many=x-y":     `invalid value "x-y" for flag --many: parse error`,
		"--dry-run=soon": `invalid boolean value "soon" for --dry-run: parse error`,
	} {
		_, err := parse(flags, strings.Fields(args))
		if err == nil {
			t.Errorf("%s was taken", args)
			continue
		}
		if got := flagError(flags, err).Error(); got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}

// TestDatabaseStates runs a command that needs the database on one in each state.
func TestDatabaseStates(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		env := []string{"DATABASE_URL=" + url, "MUSETTE_ENV=production", "ALLOWED_HOSTS=x", "SECRET_KEY=" + strings.Repeat("abcdefghij", 5)}
		want := func(code int, text string, environ []string, args ...string) {
			t.Helper()
			got, out, errs := run(t, site(), environ, args...)
			if got != code || !strings.Contains(out+errs, text) {
				t.Errorf("%v: exit code %d, want %d with %q in\n%s%s", args, got, code, text, out, errs)
			}
		}
		want(1, " migration(s) are not applied to ", env, "count")
		want(1, "run `s migrate`", env, "serve")
		want(0, "0 users", env[:1], "count") // development: empty, so it is migrated
		want(0, "0 users", env, "count")
		want(0, "", env, "migrate", "auth", "zero")
		want(1, "run `s migrate`", env[:1], "count") // not empty: the books are there
		want(0, "OK", env, "migrate")
		want(0, "0 users", env, "count")
	})
}

// TestFirstRunBelongsToServe wants only serve to fill an empty database, and only in development.
func TestFirstRunBelongsToServe(t *testing.T) {
	t.Parallel()
	s, filled := site(), 0
	s.FirstRun = func(context.Context, *app.Env) error {
		filled++
		return errors.New("full stop")
	}
	run(t, s, []string{"DATABASE_URL=sqlite://:memory:"}, "count")
	run(t, s, []string{"DATABASE_URL=sqlite://:memory:", "MUSETTE_ENV=test"}, "serve", "--addr", "127.0.0.1:0", "extra")
	if filled != 0 {
		t.Errorf("the database was filled %d times", filled)
	}
	if code, _, errs := run(t, s, []string{"DATABASE_URL=sqlite://:memory:"}, "serve"); filled != 1 || code != 1 || !strings.Contains(errs, "full stop") {
		t.Errorf("serve filled the database %d times and ended with code %d: %s", filled, code, errs)
	}
}

// TestServeRefusesWhatChecksFind wants an error of a check to stop the start, a warning to be shown, and a silenced one to
// be neither.
func TestServeRefusesWhatChecksFind(t *testing.T) {
	t.Parallel()
	s := site()
	s.Apps[1].Checks = []check.Check{{Name: "soup", Run: func(context.Context) []check.Message {
		return []check.Message{{ID: "soup.E001", Level: check.Error, Object: "soup", Text: "lacks salt", Hint: "Add some."}}
	}}}
	env := []string{"DATABASE_URL=sqlite://:memory:"}
	code, out, errs := run(t, s, env, "serve", "--addr", "127.0.0.1:0")
	if code != 1 || strings.Contains(out, "ready") || !strings.Contains(errs, "soup.E001") || !strings.Contains(errs, "Add some.") {
		t.Errorf("serve ended with code %d:\n%s%s", code, out, errs)
	}
	if code, out, _ := run(t, s, env, "check"); code != 1 || !strings.Contains(out, "1 issue found.") {
		t.Errorf("check ended with code %d:\n%s", code, out)
	}
	if code, out, _ := run(t, s, env, "check", "--fail-level", "critical"); code != 0 || !strings.Contains(out, "soup.E001") {
		t.Errorf("check --fail-level critical ended with code %d:\n%s", code, out)
	}
	s.Silenced = []string{"soup.E001"}
	if code, out, _ := run(t, s, env, "check"); code != 0 || !strings.Contains(out, "No issues found.") {
		t.Errorf("silenced, check ended with code %d:\n%s", code, out)
	}
}

// TestServe serves in process on a free port until the context ends, and on a taken port not at all.
func TestServe(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &lines{first: make(chan string, 10)}
	ended := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		ended <- Run(ctx, site(), nil, Options{Environ: []string{"DATABASE_URL=sqlite://:memory:", "ADDR=127.0.0.1:0"}, Out: out, Err: &errs})
	}()
	var url string
	for url == "" {
		select {
		case line := <-out.first:
			if _, rest, ok := strings.Cut(line, "ready at "); ok {
				url, _, _ = strings.Cut(rest, " ")
			}
		case code := <-ended:
			t.Fatalf("serve ended with code %d: %s", code, errs.String())
		}
	}
	res, err := http.Get(url + "readyz")
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("/readyz: %v %v", res, err)
	}
	res.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("serve ended with code %d: %s", code, errs.String())
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for _, c := range []struct{ addr, want string }{
		{ln.Addr().String(), "another process already does; stop it or choose another address (port 0 picks a free one)"},
		{"127.0.0.1", `"127.0.0.1" is not an address to listen on`},
		{"127.0.0.1:http0", "cannot listen on 127.0.0.1:http0"},
		{"unix:", "lacks the path of the socket"},
		{"unix:/no/such/folder/s.sock", "/no/such/folder/s.sock"},
		{"0.0.0.0:0", "is reachable from other machines"},
	} {
		if code, _, errs := run(t, site(), []string{"DATABASE_URL=sqlite://:memory:"}, "serve", "--addr", c.addr); code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("serve on %s ended with code %d, want 1 with %q in\n%s", c.addr, code, c.want, errs)
		}
	}
}

// lines hands each line on as it is written.
type lines struct {
	mu    sync.Mutex
	rest  string
	first chan string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest += string(p)
	for {
		line, rest, ok := strings.Cut(l.rest, "\n")
		if !ok {
			return len(p), nil
		}
		l.rest = rest
		l.first <- line
	}
}

// TestSchemaOfOthersIsLeftAlone runs on a database that has a table of that name already: the migration that fails is
// named, and nothing of it stays.
func TestSchemaOfOthersIsLeftAlone(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), url, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		if _, err := d.Exec(t.Context(), "CREATE TABLE auth_user (id integer)"); err != nil {
			t.Fatal(err)
		}
		env := []string{"DATABASE_URL=" + url}
		if code, _, errs := run(t, site(), env, "count"); code != 1 || !strings.Contains(errs, "run `s migrate`") {
			t.Errorf("count ended with code %d: %s", code, errs)
		}
		code, out, errs := run(t, site(), env, "migrate")
		if code != 1 || !strings.Contains(errs, "auth.0001_initial") || !strings.Contains(errs, "auth_user") {
			t.Errorf("migrate ended with code %d:\n%s%s", code, out, errs)
		}
		if code, out, _ := run(t, site(), env, "migrate", "--check"); code != 1 || !strings.Contains(out, "auth.0001_initial") {
			t.Errorf("the failed migration counts as applied (code %d): %s", code, out)
		}
	})
}
