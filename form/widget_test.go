package form_test

import (
	"context"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/schema"
)

type colour string

func (colour) Choices() []schema.Choice {
	return []schema.Choice{{Value: "r", Label: "Red", Group: "Warm"}, {Value: "y", Label: "Yellow", Group: "Warm"}, {Value: "b", Label: "Blue & green", Group: "Cold"}}
}

// everything has a value for every kind of field.
type everything struct {
	Text, Long, Mail, Web, Slug, Hidden string
	Search, Tel, Paint                  string
	Int                                 int64
	Float                               float64
	Price                               decimal.Decimal
	Day                                 schema.Date
	Clock                               schema.Clock
	Moment                              time.Time
	Took                                time.Duration
	Yes, No                             bool
	Colour, Radio                       colour
	Number                              int
	Town                                int64
	Tags, Boxes                         []string
	None                                *int64
	Some                                *int64
}

func towns(context.Context) ([]form.Choice[int64], error) {
	return []form.Choice[int64]{{Value: 7, Label: "2"}, {Value: 1, Label: "Neustadt"}, {Value: 2, Label: "Neustadt"}, {Value: 3, Label: `"Old" <Town>`}}, nil
}

var everythingForm = form.Define(func(e *everything) form.Fields {
	tags := form.Choices("a", "b & c", "d\"e")
	return form.Fields{
		form.Text(&e.Text), form.LongText(&e.Long), form.Email(&e.Mail), form.URL(&e.Web), form.Slug(&e.Slug), form.Hidden(&e.Hidden),
		form.Text(&e.Search).Widget(form.SearchInput), form.Text(&e.Tel).Widget(form.TelInput), form.Text(&e.Paint).Widget(form.ColorInput),
		form.Number(&e.Int), form.Float(&e.Float), form.Decimal(&e.Price, 10, 2), form.Date(&e.Day), form.Clock(&e.Clock), form.DateTime(&e.Moment),
		form.Duration(&e.Took), form.Checkbox(&e.Yes), form.Checkbox(&e.No), form.Enum(&e.Colour), form.Enum(&e.Radio).Widget(form.RadioSelect),
		form.Select(&e.Number, form.Choices(1, 2, 3)...), form.SelectFrom(&e.Town, towns).Widget(form.Autocomplete),
		form.SelectMany(&e.Tags, tags...), form.SelectMany(&e.Boxes, tags...).Widget(form.CheckboxSelectMultiple),
		form.Nullable(&e.None, form.Number[int64]), form.Nullable(&e.Some, form.Number[int64]),
	}
})

func filled() *everything {
	five := int64(5)
	return &everything{
		Text: `<"quoted" & 'more'>`, Long: "\nline one\nline <two>\n\nend", Mail: "ada@example.com", Web: "https://example.com/?a=1&b=2", Slug: "a-b_c", Hidden: "h\"h",
		Search: "s", Tel: "+44 1", Paint: "#a0b0c0", Int: -9007199254740993, Float: 0.1, Price: decimal.MustParse("12345678.90"), Day: schema.Date{Year: 2024, Month: 2, Day: 29},
		Clock: schema.Clock(13*time.Hour + 4*time.Minute + 5*time.Second + 6*time.Microsecond), Moment: time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC), Took: 90 * time.Minute,
		Yes: true, Colour: "b", Radio: "y", Number: 2, Town: 2, Tags: []string{"b & c", "d\"e"}, Boxes: []string{"a"}, Some: &five,
	}
}

// TestRoundTrip shows every widget with a value and sends what a browser would: nothing has changed.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]*everything{"filled": filled(), "again": filled()} {
		shown, err := everythingForm.New(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		render := shown.AsDiv
		if name == "again" {
			render = shown.AsTable
		}
		html, err := render()
		sentValues := browser(page(t, html, err))

		into, err := everythingForm.New(t.Context(), &everything{}) // read anew, not kept
		if err != nil {
			t.Fatal(err)
		}
		if err := into.Bind(t.Context(), form.NewInput(sentValues, nil)); err != nil {
			t.Fatal(err)
		}
		if !into.Valid() {
			t.Fatalf("%s: %v\n%v", name, into.Err(), sentValues)
		}
		if want := filled(); want.Long != "" {
			want.Long = strings.TrimSpace(want.Long) // spaces at both ends are taken off
			if !reflect.DeepEqual(into.Data, want) {
				t.Errorf("%s: came back as\n%+v, want\n%+v", name, into.Data, want)
			}
		}
	}
}

// TestEmptyRoundTrip sends an empty form: only what is required is missing.
func TestEmptyRoundTrip(t *testing.T) {
	t.Parallel()
	shown, err := everythingForm.New(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	html, err := shown.AsDiv()
	f, err2 := everythingForm.New(t.Context(), nil)
	if err2 != nil {
		t.Fatal(err2)
	}
	if err := f.Bind(t.Context(), form.NewInput(browser(page(t, html, err)), nil)); err != nil {
		t.Fatal(err)
	}
	for _, c := range codes(f.Err()) {
		if !strings.HasSuffix(c, ": required") {
			t.Errorf("an empty form has the error %s", c)
		}
	}
	if f.Changed() {
		t.Error("an empty form that comes back empty has changed")
	}
}

func TestChoicesOnly(t *testing.T) {
	t.Parallel()
	for field, bad := range map[string]string{"colour": "green", "radio": "Red", "number": "4", "town": "9", "tags": "zz", "boxes": ""} {
		v := url.Values{field: {bad}}
		if field == "tags" {
			v = url.Values{field: {"a", bad}}
		}
		f, err := everythingForm.New(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Bind(t.Context(), form.NewInput(v, nil)); err != nil {
			t.Fatal(err)
		}
		b, err := f.Field(field)
		if err != nil {
			t.Fatal(err)
		}
		want := "invalid_choice"
		if field == "boxes" {
			want = "required"
		}
		if len(b.Errors()) != 1 || b.Errors()[0].Code != want {
			t.Errorf("%s=%q: %v, want %s", field, bad, b.Errors(), want)
		}
	}
}

func TestTooManyChoices(t *testing.T) {
	t.Parallel()
	type row struct{ N int }
	def := form.Define(func(r *row) form.Fields {
		return form.Fields{form.SelectFrom(&r.N, func(context.Context) ([]form.Choice[int], error) {
			return make([]form.Choice[int], form.MaxChoices+1), nil
		})}
	})
	if _, err := def.New(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "let people search first") {
		t.Errorf("New: %v", err)
	}
}

func TestGroupsAndLegends(t *testing.T) {
	t.Parallel()
	f, err := everythingForm.New(t.Context(), filled())
	if err != nil {
		t.Fatal(err)
	}
	html, err := f.AsDiv()
	text := page(t, html, err)
	for _, want := range []string{
		`<optgroup label="Warm"><option value="r">Red</option>`, `<option value="b" selected>Blue &amp; green</option>`,
		`<fieldset id="id_radio" role="radiogroup" aria-labelledby="id_radio_legend" aria-required="true"><legend id="id_radio_legend">Radio</legend>`,
		`<input type="radio" name="radio" id="id_radio_1" value="y" checked required> <label for="id_radio_1">Yellow</label>`,
		`<fieldset id="id_boxes"><legend`, `value="Neustadt (2)"`, `<datalist id="id_town_list">`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func Example() {
	type Booking struct {
		Name   string
		Nights int
		Diet   string
	}
	def := form.Define(func(b *Booking) form.Fields {
		return form.Fields{
			form.Text(&b.Name).MaxLength(50),
			form.Number(&b.Nights).Min(1).Max(30),
			form.Select(&b.Diet, form.Choices("anything", "vegetarian")...).Optional(),
		}
	})
	ctx := context.Background()
	f, _ := def.New(ctx, nil)
	_ = f.Bind(ctx, form.NewInput(url.Values{"name": {"Ada"}, "nights": {"31"}}, nil))
	fmt.Println(f.Valid(), f.Err())
	group, _ := f.Fields()[1].Group()
	fmt.Println(group)
	// Output:
	// false not valid: nights: Ensure this value is less than or equal to 30.
	// <label for="id_nights">Nights</label><ul class="errorlist" id="id_nights_error"><li>Ensure this value is less than or equal to 30.</li></ul><input type="number" name="nights" id="id_nights" value="31" required min="1" max="30" aria-invalid="true" aria-describedby="id_nights_error">
}
