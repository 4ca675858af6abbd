package form_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
)

type line struct {
	ID     string
	Name   string
	Amount int
}

var lineForm = form.Define(func(l *line) form.Fields {
	return form.Fields{form.Text(&l.Name), form.Number(&l.Amount).Min(1)}
})

var lineSet = form.Set(lineForm, form.SetOptions[line]{
	Prefix: "lines", Max: 4, Min: 1, Extra: 2, CanDelete: true, Key: func(l *line) string { return l.ID },
	Clean: func(_ context.Context, rows []*line, errs *form.Errors) {
		if len(rows) == 2 && rows[0].Name == rows[1].Name {
			errs.AddForm("same_name", "Two lines have the same name.")
		}
	},
})

func stored() []*line { return []*line{{"k1", "apples", 3}, {"k2", "pears", 5}} }

// shownSet is what a browser sends when nothing was typed.
func shownSet(t *testing.T, rows []*line) map[string][]string {
	t.Helper()
	s, err := lineSet.New(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	html, err := s.AsDiv()
	return browser(page(t, html, err))
}

func bindSet(t *testing.T, v map[string][]string, rows []*line) *form.BoundSet[line] {
	t.Helper()
	s, err := lineSet.Bind(t.Context(), form.NewInput(v, nil), rows)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func lineNames(rows []*line) (out []string) {
	for _, r := range rows {
		out = append(out, r.Name)
	}
	return out
}

func TestFormsetRoundTrip(t *testing.T) {
	t.Parallel()
	v := shownSet(t, stored())
	if v["lines-TOTAL_FORMS"][0] != "4" || v["lines-INITIAL_FORMS"][0] != "2" {
		t.Errorf("management: %v", v)
	}
	s := bindSet(t, v, stored())
	if !s.Valid() || len(s.Added())+len(s.Changed())+len(s.Deleted()) != 0 || !slices.Equal(lineNames(s.Rows()), []string{"apples", "pears"}) {
		t.Errorf("valid %v, rows %q, added %d, changed %d, deleted %d", s.Valid(), lineNames(s.Rows()), len(s.Added()), len(s.Changed()), len(s.Deleted()))
	}
}

func TestFormsetAddChangeDelete(t *testing.T) {
	t.Parallel()
	v := shownSet(t, stored())
	v["lines-0-DELETE"] = []string{"on"}
	v["lines-0-amount"] = []string{"not a number"} // of a row that goes anyway
	v["lines-1-amount"] = []string{"6"}
	v["lines-3-name"], v["lines-3-amount"] = []string{"plums"}, []string{"2"}
	s := bindSet(t, v, stored())
	if !s.Valid() {
		t.Fatalf("not valid: %v", s.Errors())
	}
	if !slices.Equal(lineNames(s.Deleted()), []string{"apples"}) || !slices.Equal(lineNames(s.Added()), []string{"plums"}) || !slices.Equal(lineNames(s.Changed()), []string{"pears"}) || s.Changed()[0].Amount != 6 {
		t.Errorf("deleted %q, added %q, changed %q", lineNames(s.Deleted()), lineNames(s.Added()), lineNames(s.Changed()))
	}
}

func TestFormsetErrors(t *testing.T) {
	t.Parallel()
	v := shownSet(t, stored())
	v["lines-2-name"] = []string{"plums"} // its amount is missing
	s := bindSet(t, v, stored())
	if s.Valid() {
		t.Error("half a line is valid")
	}
	wantCodes(t, s.Forms[2].Err(), "amount: required")
	wantCodes(t, s.Forms[3].Err())
	html, err := s.AsDiv()
	if text := page(t, html, err); !strings.Contains(text, `id="id_lines-2-amount_error"`) || !strings.Contains(text, `href="#id_lines-2-amount"`) || !strings.Contains(text, `value="plums"`) {
		t.Errorf("the page: %s", text)
	}

	v = shownSet(t, stored())
	v["lines-1-name"] = []string{"apples"}
	wantSet(t, bindSet(t, v, stored()), "same_name")

	v = shownSet(t, stored())
	v["lines-0-DELETE"], v["lines-1-DELETE"] = []string{"on"}, []string{"on"}
	wantSet(t, bindSet(t, v, stored()), "too_few_forms")
}

func wantSet(t *testing.T, s *form.BoundSet[line], code string) {
	t.Helper()
	if s.Valid() || len(s.Errors()) != 1 || s.Errors()[0].Code != code {
		t.Errorf("valid %v, errors %v, want %s", s.Valid(), s.Errors(), code)
	}
}

func TestFormsetMax(t *testing.T) {
	t.Parallel()
	v := values("lines-TOTAL_FORMS", "5", "lines-INITIAL_FORMS", "0")
	for _, i := range []string{"0", "1", "2", "3", "4"} {
		v.Set("lines-"+i+"-name", "n"+i)
		v.Set("lines-"+i+"-amount", "1")
	}
	s := bindSet(t, v, nil)
	wantSet(t, s, "too_many_forms")
	if len(s.Forms) != 5 || s.Forms[4].Data.Name != "n4" {
		t.Error("what was typed is lost")
	}
}

// TestFormsetRowsAreFoundByKey: rows that came, went or moved meanwhile do not get another row's values, and no key reaches a row that is
// not among those given.
func TestFormsetRowsAreFoundByKey(t *testing.T) {
	t.Parallel()
	v := shownSet(t, stored())
	v["lines-1-amount"] = []string{"9"}
	now := []*line{{"k0", "new", 1}, {"k2", "pears", 5}, {"k1", "apples", 3}}
	s := bindSet(t, v, now)
	if !s.Valid() || len(s.Changed()) != 1 || s.Changed()[0].ID != "k2" || now[1].Amount != 9 || now[0].Amount != 1 || now[2].Amount != 3 {
		t.Errorf("changed %+v of %v %v %v", s.Changed(), *now[0], *now[1], *now[2])
	}

	gone := []*line{{"k2", "pears", 5}}
	s = bindSet(t, v, gone)
	wantSet(t, s, "missing_row")
	html, err := s.AsDiv()
	again := browser(page(t, html, err))
	if again.Get("lines-0-KEY") != "k2" || again.Get("lines-0-amount") != "9" || again.Get("lines-INITIAL_FORMS") != "1" {
		t.Errorf("the page that is shown again sends %v", again)
	}

	v = shownSet(t, stored())
	v["lines-0-KEY"] = []string{"somebody else's"}
	wantSet(t, bindSet(t, v, stored()), "missing_row")
	v["lines-0-KEY"] = []string{"k2"} // twice
	if _, err := lineSet.Bind(t.Context(), form.NewInput(v, nil), stored()); problem.Of(err) != problem.BadRequest {
		t.Errorf("one row under two forms: %v", err)
	}
}
