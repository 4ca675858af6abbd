package form_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"html/template"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/schema"
)

// gallery has a value for every widget, each shown with a line of help.
type gallery struct {
	Text, Area, Mail, Web, Secret, Search, Tel, Paint, Hidden string
	Number                                                    int
	Day                                                       *schema.Date
	Clock                                                     *schema.Clock
	Moment                                                    string
	Tick                                                      bool
	List, Radio, Guess                                        colour
	Many, Boxes                                               []colour
	Doc                                                       *form.Upload
	Photo                                                     string
}

// galleryForm shows every widget, a stored file that can be removed, a many-to-many in both widgets, and what is there for bots.
var galleryForm = form.Define(func(g *gallery) form.Fields {
	text := func(p *string, w form.Widget) *form.Field[string] { return form.Text(p).Widget(w) }
	choices := []form.Choice[colour]{{Value: "r", Label: "Red", Group: "Warm"}, {Value: "b", Label: "Blue", Group: "Cold"}}
	photo := schema.Field{Name: "photo", Format: schema.Image, Blank: true, Help: "Without people."}
	fields := form.Fields{
		text(&g.Text, form.TextInput).Help("A line."), text(&g.Area, form.Textarea).Help("Some lines."), form.Email(&g.Mail).Help("We write to it."),
		form.URL(&g.Web).Help("Yours."), form.Password(&g.Secret).Help("Long, please."), text(&g.Search, form.SearchInput).Help("A word."),
		text(&g.Tel, form.TelInput).Help("With the country."), text(&g.Paint, form.ColorInput).Help("Of the wall."), form.Hidden(&g.Hidden),
		form.Number(&g.Number).Min(1).Help("How many."), form.Nullable(&g.Day, form.Date).Required().Help("When."), form.Nullable(&g.Clock, form.Clock).Required().Help("At."),
		text(&g.Moment, form.DateTimeInput).Help("Exactly."), form.Checkbox(&g.Tick).Required().Help("We need it."),
		form.Select(&g.List, choices...).Help("One."), form.Select(&g.Radio, choices...).Widget(form.RadioSelect).Help("One of few."),
		form.Select(&g.Guess, choices...).Widget(form.Autocomplete).Help("One of many."), form.SelectMany(&g.Many, choices...).Help("Some."),
		form.SelectMany(&g.Boxes, choices...).Widget(form.CheckboxSelectMultiple).Help("Some of few."), form.File(&g.Doc).Types("image/png").Help("A picture."),
		form.StoredFile(&photo, &g.Photo, form.FileOptions{}), friends("friends", ""), friends("pals", form.CheckboxSelectMultiple),
		form.Honeypot("website"),
		form.CaptchaField(form.Captcha{HTML: func() template.HTML { return "<p>A puzzle.</p>" }, Verify: func(context.Context, string) error { return nil }}),
	}
	return fields
})

// friends is the field of a many-to-many.
func friends(name string, w form.Widget) form.Item {
	item := form.Members(&schema.Field{Name: name, Help: "Whom you know."}, nil, form.Relation[int64]{
		Choices: towns,
		Now:     func(context.Context) ([]int64, error) { return []int64{2}, nil },
		Change:  func(context.Context, []int64, []int64) error { return nil },
		Atomic:  func(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) },
	})
	form.Adjust(item, w, "", "")
	return item
}

func hung() *gallery {
	return &gallery{Text: "a", Area: "b", Mail: "a@b.cd", Web: "http://a.bc", Search: "c", Tel: "1", Paint: "#102030", Number: 1, Moment: "2024-01-02T03:04", Tick: true,
		List: "r", Radio: "b", Guess: "r", Many: []colour{"r", "b"}, Boxes: []colour{"b"}, Photo: "photos/a.png"}
}

func hang(t *testing.T, g *gallery) *form.Form[gallery] {
	t.Helper()
	f, err := galleryForm.New(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// wrongGallery is the form with an error at every field that people see.
func wrongGallery(t *testing.T) *form.Form[gallery] {
	t.Helper()
	f := from(t, galleryForm, upload(t, []sent{{"doc", "a.png", "no picture"}, {"photo", "a.png", "no picture"}}, "photo-clear", "on", "hidden", "\x00",
		"mail", "x", "web", "x", "number", "0", "day", "x", "clock", "x", "list", "x", "radio", "x", "guess", "x", "many", "x", "boxes", "x", "friends", "99", "pals", "99"), hung())
	for _, b := range f.VisibleFields() {
		if len(b.Errors()) == 0 {
			f.AddError(b.Name(), "wrong", "Something is wrong with it.")
		}
	}
	f.AddError("", "closed", "The shop is closed.")
	return f
}

// groups lays the form out by hand, as templates do that want another order.
func groups(t *testing.T, f *form.Form[gallery]) string {
	t.Helper()
	summary, err := f.Summary()
	out := page(t, summary, err)
	for _, b := range f.VisibleFields() {
		html, err := b.Group()
		out += "<div" + map[bool]string{true: " hidden"}[b.Trap()] + ">" + page(t, html, err) + "</div>"
	}
	return out
}

// TestGalleryIsWhole keeps the list of widgets that axe-core sees, and that are shown with help and errors, as long as that of the package.
func TestGalleryIsWhole(t *testing.T) {
	t.Parallel()
	shown := map[form.Widget]bool{}
	for _, b := range hang(t, nil).Fields() {
		shown[b.Kind()] = true
	}
	file, err := parser.ParseFile(token.NewFileSet(), "widget.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		if n++; !shown[form.Widget(text)] && text != "management" { // which formsets write
			t.Errorf("the gallery does not show the widget %s", v.Names[0].Name)
		}
		return true
	})
	if n < 20 {
		t.Errorf("%d widgets found in widget.go", n)
	}
}

// TestEveryWidgetIsTiedToHelpAndErrors looks for the ids that tie each input to its help and its errors.
func TestEveryWidgetIsTiedToHelpAndErrors(t *testing.T) {
	t.Parallel()
	f := wrongGallery(t)
	for _, b := range f.VisibleFields() {
		html, err := b.Group()
		text := page(t, html, err)
		want := []string{`id="` + b.ErrorID() + `"`, `aria-describedby="` + b.HelpID() + " " + b.ErrorID() + `"`, `id="` + b.HelpID() + `"`, `aria-invalid="true"`, b.Label() + "</l"}
		if b.Trap() || b.Kind() == "inner" {
			want = want[:1]
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %s: %s", b.Name(), w, text)
			}
		}
	}
}
