package testenv

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRequired(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		list string
		want bool
		err  string
	}{
		{"", false, ""},
		{"all", true, ""},
		{"postgres", true, ""},
		{"chromium, postgres", true, ""},
		{"chromium,", false, ""},
		{"postgre", false, `names "postgre", expected a comma list of all, postgres`},
	} {
		got, err := required("postgres", test.list)
		if got != test.want {
			t.Errorf("required(%q) = %v, want %v", test.list, got, test.want)
		}
		switch {
		case test.err == "" && err != nil:
			t.Errorf("required(%q): %v", test.list, err)
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("required(%q): error %v, want one with %q", test.list, err, test.err)
		}
	}
}

// recorder is a testing.TB that notes how a test would have ended.
type recorder struct {
	testing.TB
	fatal, skip string
}

func (r *recorder) Helper()           {}
func (r *recorder) Fatal(args ...any) { r.fatal, _ = args[0].(string) }
func (r *recorder) Skip(args ...any)  { r.skip, _ = args[0].(string) }

func TestMissing(t *testing.T) { // not parallel: sets the environment
	for _, test := range []struct {
		require   string
		mustFatal bool
	}{{"", false}, {"chromium", false}, {"all", true}, {"postgres", true}} {
		t.Setenv("MUSETTE_TEST_REQUIRE", test.require)
		r := &recorder{}
		missing(r, postgresService, os.ErrNotExist)
		said := r.skip
		if test.mustFatal {
			said = r.fatal
		}
		if test.mustFatal != (r.fatal != "") || !strings.Contains(said, "apt-get install postgresql") {
			t.Errorf("MUSETTE_TEST_REQUIRE=%q: fatal %q, skip %q", test.require, r.fatal, r.skip)
		}
	}
}

func TestParseLevel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ value, want string }{{"", Quick}, {"quick", Quick}, {"full", Complete}} {
		if got, err := parseLevel(test.value); err != nil || got != test.want {
			t.Errorf("parseLevel(%q) = %q, %v, want %q", test.value, got, err, test.want)
		}
	}
	if _, err := parseLevel("ful"); err == nil {
		t.Error(`parseLevel("ful") has no error`)
	}
}

func TestDatabases(t *testing.T) {
	t.Parallel()
	Databases(t, func(t *testing.T, url string) {
		kind := t.Name()[strings.LastIndex(t.Name(), "/")+1:]
		if !strings.HasPrefix(url, kind+"://") {
			t.Errorf("the URL is %s, want a %s one", url, kind)
		}
	})
}

func TestSQLiteIsNew(t *testing.T) {
	t.Parallel()
	a, b := SQLite(t), SQLite(t)
	if a == b {
		t.Errorf("two calls gave the same file %s", a)
	}
	if _, err := os.Stat(filepath.FromSlash(strings.TrimPrefix(a, "sqlite://"))); !os.IsNotExist(err) {
		t.Errorf("the file exists already, or is in no folder: %v", err)
	}
}

func TestDjangoCanImportIt(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(Django(t), "-c", "import django; print(django.VERSION[0] > 0)").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "True" {
		t.Errorf("%v: %s", err, out)
	}
}

func TestChromiumIsOne(t *testing.T) {
	t.Parallel()
	out, err := exec.Command(Chromium(t), "--version").CombinedOutput()
	if err != nil || !strings.Contains(strings.ToLower(string(out)), "chrom") {
		t.Errorf("%v: %s", err, out)
	}
}

func TestVersionIn(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"/usr/lib/postgresql/15/bin": 15, "/opt/pg@9/bin": 9, "/x": 0} {
		if got := versionIn(path); got != want {
			t.Errorf("versionIn(%q) = %d, want %d", path, got, want)
		}
	}
}

func TestExitListRunsLastFirst(t *testing.T) {
	t.Parallel()
	var l exitList
	var got []string
	l.add(func() { got = append(got, "first") })
	l.add(func() { got = append(got, "second") })
	l.run()
	l.run()
	if strings.Join(got, " ") != "second first" {
		t.Errorf("ran %v, want second first, once", got)
	}
}
