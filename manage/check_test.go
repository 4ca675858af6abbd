package manage

import (
	"context"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/sign"
)

// checked is a site whose app has a check that finds something at each level.
func checked() app.Site {
	s := site()
	s.Apps[1].Checks = []check.Check{
		{Name: "taste", Tags: []check.Tag{"kitchen"}, Run: func(context.Context) []check.Message {
			return []check.Message{{ID: "taste.W001", Level: check.Warning, Object: "soup", Text: "lacks salt", Hint: "add some"},
				{ID: "taste.I001", Level: check.Info, Object: "soup", Text: "is hot"}}
		}},
	}
	return s
}

// TestCheckCommand: PROJ-18: levels, tags, silencing and the exit code.
func TestCheckCommand(t *testing.T) {
	t.Parallel()
	silenced := checked()
	silenced.Silenced = []string{"taste.W001"}
	for name, c := range map[string]struct {
		site  app.Site
		args  string
		code  int
		out   string
		lacks string
	}{
		"all":                {checked(), "check", 0, "WARNING soup (taste.W001): lacks salt\n\tHINT: add some\nINFO soup (taste.I001): is hot\n2 issues found.\n", ""},
		"warnings fail":      {checked(), "check --fail-level warning", 1, "taste.W001", ""},
		"infos fail":         {silenced, "check --fail-level INFO", 1, "taste.I001", "taste.W001"},
		"silenced":           {silenced, "check --fail-level warning", 0, "1 issue found.", "taste.W001"},
		"a tag":              {checked(), "check --tag kitchen", 0, "2 issues found.", ""},
		"another tag":        {checked(), "check --tag models,urls", 0, "No issues found.", "taste"},
		"a tag that is none": {checked(), "check --tag kitchn", 2, "", "issues"},
		"no level":           {checked(), "check --fail-level loud", 2, "", "issues"},
		"a list":             {checked(), "check --list", 0, "taste", "lacks salt"},
	} {
		code, out, errs := run(t, c.site, []string{"DATABASE_URL=sqlite://:memory:"}, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.out) || c.lacks != "" && strings.Contains(out, c.lacks) {
			t.Errorf("%s: code %d, want %d:\n%s%s", name, code, c.code, out, errs)
		}
		if name == "a tag that is none" && !strings.Contains(errs, `did you mean "kitchen"?`) {
			t.Errorf("%s: %s", name, errs)
		}
	}
}

func productionEnv() []string {
	return []string{"MUSETTE_ENV=production", "SECRET_KEY=" + sign.NewKey(), "ALLOWED_HOSTS=shop.example", "TRUSTED_PROXIES=10.0.0.0/8", "DATABASE_URL=sqlite://x.db",
		"EMAIL_URL=smtp://mail.example", "DEFAULT_FROM_EMAIL=shop@shop.example"}
}

// TestCheckDeployCommand: PROJ-19 by the command.
func TestCheckDeployCommand(t *testing.T) {
	t.Parallel()
	if code, out, errs := run(t, site(), productionEnv(), "check", "--deploy", "--fail-level", "info"); code != 0 || out != "No issues found.\n" {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	if code, out, errs := run(t, site(), append(productionEnv(), "TRUSTED_PROXIES="), "check", "--deploy", "--fail-level", "warning"); code != 1 || !strings.Contains(out, "security.W101") {
		t.Errorf("without proxies: code %d:\n%s%s", code, out, errs)
	}
	if code, out, errs := run(t, site(), nil, "check", "--deploy"); code != 0 || !strings.Contains(out, "security.W100") || !strings.Contains(out, "security.W018") {
		t.Errorf("in development: code %d:\n%s%s", code, out, errs)
	}
}

// TestSettingsCommand: PROJ-05 and 12 by the command.
func TestSettingsCommand(t *testing.T) {
	t.Parallel()
	env := append(productionEnv(), "DATABASE_URL=postgres://marker:marker@h/d", "SECRET_KEY=marker"+sign.NewKey(), "EMAIL_URL=smtp://marker:marker@mail.example")
	code, out, errs := run(t, site(), env, "settings", "--diff")
	if code != 0 || strings.Contains(out, "marker") || strings.Contains(out, "ADDR") {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	for _, line := range []string{
		"MUSETTE_ENV         production                    environment",
		"DEBUG               false                         default of production",
		"DATABASE_URL        postgres://••••••••@h/d       environment",
		"EMAIL_URL           smtp://••••••••@mail.example  environment",
		"LOG_FORMAT          json                          default of production",
	} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("no line is %q:\n%s", line, out)
		}
	}
	code, out, errs = run(t, site(), nil, "settings", "--about")
	if code != 0 || !strings.Contains(out, "ADDR ") || !strings.Contains(out, "where the site listens") {
		t.Errorf("code %d:\n%s%s", code, out, errs)
	}
	if code, out, _ = run(t, site(), nil, "settings", "--diff"); code != 0 || out != "" {
		t.Errorf("in development, with nothing set: %q", out)
	}
}
