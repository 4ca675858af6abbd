package web

import "testing"

func TestOuterName(t *testing.T) {
	t.Parallel()
	for symbol, want := range map[string]string{
		"example.com/x/web.Defaults.AccessLog.func2.1": "AccessLog",
		"example.com/x/views.List[...].func1":          "List",
		"example.com/x/views.(*page[...]).show-fm":     "show",
		"example.com/x.home":                           "home",
	} {
		if got := outerName(symbol); got != want {
			t.Errorf("outerName(%q) = %q, want %q", symbol, got, want)
		}
	}
}

type pages struct{}

func (*pages) list() {}

func TestFuncName(t *testing.T) {
	t.Parallel()
	p := &pages{}
	for want, f := range map[string]any{"web.list": p.list, "web.TestFuncName": func() {}, "?": 1} {
		if got := funcName(f); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
