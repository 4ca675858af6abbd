package form_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

type contact struct {
	Name    string
	Email   string
	Age     int8
	Born    *schema.Date
	Message string
	News    bool
	Secret  string // not in the form
}

var contactForm = form.Define(func(c *contact) form.Fields {
	return form.Fields{
		form.Text(&c.Name).MaxLength(10).Help("As your friends call you."),
		form.Email(&c.Email),
		form.Number(&c.Age).Min(18).Optional(),
		form.Nullable(&c.Born, form.Date),
		form.LongText(&c.Message).MinLength(3),
		form.Checkbox(&c.News),
	}
}).Clean(func(_ context.Context, c *contact, errs *form.Errors) {
	if c.Name == "nobody" {
		errs.Add(&c.Name, "nobody", "That is nobody.")
	}
	if c.News && c.Email == "" && !errs.Has(&c.Email) {
		errs.AddForm("news", "News go to an address.")
	}
})

func TestCleanedDataIsTyped(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "  Ada ", "email", "ada@example.com", "age", "36", "born", "1815-12-10", "message", "a\r\nb\r\nc", "news", "on"), nil)
	if !f.Valid() {
		t.Fatalf("not valid: %v", f.Err())
	}
	want := contact{Name: "Ada", Email: "ada@example.com", Age: 36, Born: &schema.Date{Year: 1815, Month: 12, Day: 10}, Message: "a\nb\nc", News: true}
	got := *f.Data
	if *got.Born != *want.Born {
		t.Errorf("born %v", got.Born)
	}
	if got.Born, want.Born = nil, nil; got != want {
		t.Errorf("cleaned data %+v, want %+v", got, want)
	}
}

func TestBadDataShowsErrorsAndKeepsInput(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "Augusta Ada <King>", "email", "ada@", "age", "17", "born", "1815-02-30", "message", "x"), nil)
	wantCodes(t, f.Err(), "name: max_length", "email: invalid", "age: min_value", "born: invalid", "message: min_length")
	if *f.Data != (contact{}) {
		t.Errorf("values that are not valid were taken: %+v", f.Data)
	}
	html, err := f.AsDiv()
	text := page(t, html, err)
	for _, want := range []string{
		`value="Augusta Ada &lt;King&gt;"`, `value="ada@"`, `value="17"`, `value="1815-02-30"`, ">\nx</textarea>",
		`<label for="id_name">Name</label>`, `aria-describedby="id_name_help id_name_error"`, `aria-invalid="true"`, ` required`, `maxlength="10"`, `min="18"`,
		`<ul class="errorlist" id="id_name_error"><li>Ensure this value has at most 10 characters (it has 18).</li></ul>`,
		`<a href="#id_email">Email: Enter a valid email address.</a>`, `role="alert"`, `autocomplete="email"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	if strings.Contains(text, "<King>") {
		t.Error("what was typed is not escaped")
	}
}

func TestRequiredAndOptional(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t), nil)
	wantCodes(t, f.Err(), "name: required", "email: required", "message: required")
	f = from(t, contactForm, post(t, "name", " \t ", "email", "a@b.cd", "message", "hello"), nil)
	wantCodes(t, f.Err(), "name: required")
}

func TestCleanSeesTheWhole(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "nobody", "email", "a@b.cd", "message", "hello", "news", "on"), nil)
	wantCodes(t, f.Err(), "name: nobody")
	f = from(t, contactForm, post(t, "name", "x", "email", "broken", "message", "hello", "news", "on"), nil)
	wantCodes(t, f.Err(), "email: invalid")
}

func TestOnlyDeclaredFieldsAreWritten(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "x", "email", "a@b.cd", "message", "hello", "secret", "forged", "Secret", "forged", "age", ""), &contact{Secret: "kept", Age: 40})
	if !f.Valid() || f.Data.Secret != "kept" {
		t.Errorf("%v, %+v", f.Err(), f.Data)
	}
	if f.Data.Age != 0 {
		t.Errorf("an emptied optional field is %d, want 0", f.Data.Age)
	}
}

func TestValuesInTheAddressAreNoInput(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?name=x&email=a@b.cd&message=hello", strings.NewReader(""))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	wantCodes(t, from(t, contactForm, r, nil).Err(), "name: required", "email: required", "message: required")
}

func TestGetShowsAnUnboundForm(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?name=x", nil)
	f := from(t, contactForm, r, nil)
	if f.Valid() || f.Bound() || f.Err() != nil {
		t.Error("a form to which nothing was sent is valid or has errors")
	}
	html, err := f.AsTable()
	if text := page(t, html, err); strings.Contains(text, `value="0"`) || strings.Contains(text, "error") || !strings.Contains(text, `<th scope="row"><label for="id_age">Age</label></th>`) {
		t.Errorf("the empty form: %s", text)
	}
	f = from(t, contactForm, r, &contact{Name: "Ada", News: true})
	html, err = f.AsDiv()
	if text := page(t, html, err); !strings.Contains(text, `value="Ada"`) || !strings.Contains(text, " checked") || !strings.Contains(text, `value="0"`) {
		t.Errorf("the form with values: %s", text)
	}
}

func TestTextsThatNoFieldTakes(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "a\x00b", "email", "\xff@b.cd", "message", "\xed\xa0\x80xx"), nil)
	wantCodes(t, f.Err(), "name: null_characters_not_allowed", "email: invalid", "message: invalid")
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	type numbers struct {
		I8 int8
		U  uint16
		F  float32
	}
	def := form.Define(func(n *numbers) form.Fields {
		return form.Fields{form.Number(&n.I8), form.Number(&n.U), form.Float(&n.F)}
	})
	for _, c := range []struct {
		i8, u, f string
		want     []string
	}{
		{"-128", "65535", "1.5e3", nil},
		{"-129", "65536", "NaN", []string{"i8: min_value", "u: max_value", "f: invalid"}},
		{"128", "-1", "Inf", []string{"i8: max_value", "u: invalid", "f: invalid"}},
		{"1.5", "0x10", "1e39", []string{"i8: invalid", "u: invalid", "f: invalid"}},
		{strings.Repeat("9", 60), "99999999999999999999", "1_0", []string{"i8: invalid", "u: max_value", "f: invalid"}},
		{"٣", "1e3", "0x1p4", []string{"i8: invalid", "u: invalid", "f: invalid"}},
	} {
		f := from(t, def, post(t, "i8", c.i8, "u", c.u, "f", c.f), nil)
		wantCodes(t, f.Err(), c.want...)
	}
}

// TestWhatWasNotChangedStays: a browser cannot show microseconds, so what comes back as it was shown is not a change.
func TestWhatWasNotChangedStays(t *testing.T) {
	t.Parallel()
	type event struct{ At time.Time }
	def := form.Define(func(e *event) form.Fields { return form.Fields{form.DateTime(&e.At)} })
	at := time.Date(2026, 3, 1, 12, 30, 45, 123456789, time.UTC)
	shown, err := def.New(t.Context(), &event{at})
	if err != nil {
		t.Fatal(err)
	}
	html, err := shown.AsDiv()
	sent := browser(page(t, html, err))
	f := from(t, def, post(t, "at", sent.Get("at")), &event{at})
	if !f.Valid() || !f.Data.At.Equal(at) || f.Changed() {
		t.Errorf("%q became %v (%v)", sent.Get("at"), f.Data.At, f.Err())
	}
	f = from(t, def, post(t, "at", "2026-03-01T12:31"), &event{at})
	if !f.Changed() || !f.Data.At.Equal(time.Date(2026, 3, 1, 12, 31, 0, 0, time.UTC)) {
		t.Errorf("changed to %v", f.Data.At)
	}
}

func TestDisabledFieldsAreNotWritten(t *testing.T) {
	t.Parallel()
	type row struct{ Owner string }
	def := form.Define(func(r *row) form.Fields { return form.Fields{form.Text(&r.Owner).Disabled()} })
	f := from(t, def, post(t, "owner", "mallory"), &row{"ada"})
	html, err := f.AsDiv()
	if text := page(t, html, err); f.Data.Owner != "ada" || !strings.Contains(text, `value="ada"`) || !strings.Contains(text, " disabled") {
		t.Errorf("owner %q: %s", f.Data.Owner, text)
	}
}

func TestPasswordsAreNotShownAgain(t *testing.T) {
	t.Parallel()
	type login struct{ Name, Password string }
	def := form.Define(func(l *login) form.Fields {
		return form.Fields{form.Text(&l.Name), form.Password(&l.Password)}
	})
	f := from(t, def, post(t, "password", "  correct horse "), nil)
	html, err := f.AsDiv()
	if text := page(t, html, err); strings.Contains(text, "horse") || f.Data.Password != "  correct horse " {
		t.Errorf("password %q: %s", f.Data.Password, text)
	}
}

func TestErrorsThatComeLater(t *testing.T) {
	t.Parallel()
	f := from(t, contactForm, post(t, "name", "x", "email", "a@b.cd", "message", "hello"), nil)
	f.AddError("email", "unique", "There is one already.")
	f.AddError("owner_key", "null", "This field cannot be null.")
	f.AddError("", "closed", "We are closed.")
	if f.Valid() {
		t.Error("still valid")
	}
	wantCodes(t, f.Err(), "email: unique", "non_field_errors: null", "non_field_errors: closed")
	if f.Errors()[0].Message != "Owner key: This field cannot be null." {
		t.Errorf("the error of a field that the form does not have says %q", f.Errors()[0].Message)
	}
}

func TestCleanThatCannotBeMade(t *testing.T) {
	t.Parallel()
	down := problem.New(problem.Unavailable, "The database is away.")
	def := form.Define(func(c *contact) form.Fields { return form.Fields{form.Text(&c.Name)} }).
		Clean(func(_ context.Context, _ *contact, errs *form.Errors) { errs.Fail(down) })
	if _, err := def.From(post(t, "name", "x"), nil); !errors.Is(err, down) {
		t.Errorf("From returned %v", err)
	}
}

func TestDefineRefuses(t *testing.T) {
	t.Parallel()
	type row struct {
		Name string
		Age  int
		Up   *form.Upload
	}
	outside := ""
	for want, fields := range map[string]func(r *row) form.Fields{
		"its value is no field of form_test.row": func(*row) form.Fields { return form.Fields{form.Text(&outside)} },
		`the name "name" is there twice`:         func(r *row) form.Fields { return form.Fields{form.Text(&r.Name), form.Email(&r.Name)} },
		`the name "a-b"`:                         func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Named("a-b")} },
		"only texts have a length":               func(r *row) form.Fields { return form.Fields{form.Number(&r.Age).MaxLength(3)} },
		"which has no order":                     func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Min("a")} },
		`the attribute "onclick"`:                func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Attr("onclick", "x()")} },
		`the attribute "x=y"`:                    func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Attr("x=y", "")} },
		`the attribute "value" is written`:       func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Attr("value", "x")} },
		`the widget "nonsense"`:                  func(r *row) form.Fields { return form.Fields{form.Text(&r.Name).Widget("nonsense")} },
	} {
		func() {
			defer func() {
				if v, _ := recover().(string); !strings.Contains(v, want) {
					t.Errorf("panic %q, want %q in it", v, want)
				}
			}()
			form.Define(fields)
		}()
	}
}

func TestNamesOfFields(t *testing.T) {
	t.Parallel()
	type inner struct{ City string }
	type outer struct {
		inner
		HTTPPort  int
		SoldOutAt string
		Home      struct{ Street string }
	}
	def := form.Define(func(o *outer) form.Fields {
		return form.Fields{form.Text(&o.City), form.Number(&o.HTTPPort), form.Text(&o.SoldOutAt), form.Text(&o.Home.Street), form.Hidden(&o.Home.Street).Named("again")}
	})
	f, err := def.New(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range f.Fields() {
		names = append(names, b.Name()+"="+b.Label())
	}
	if want := []string{"city=City", "http_port=Http port", "sold_out_at=Sold out at", "street=Street", "again=Again"}; !slices.Equal(names, want) {
		t.Errorf("fields %q, want %q", names, want)
	}
	if _, err := f.Field("nothing"); err == nil {
		t.Error("a field that is not there was found")
	}
}
