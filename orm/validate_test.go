package orm_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

func goodFormats() *kinds.Formats {
	return &kinds.Formats{Email: "a@example.com", Homepage: "https://example.com/x?y=1", Slug: "a-b_C9", Code: "12345678"}
}

func TestFieldMessages(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		for _, c := range []struct {
			change      func(f *kinds.Formats)
			field, code string
			message     string
		}{
			{func(f *kinds.Formats) { f.Email = "a" }, "email", "invalid", "Enter a valid email address."},
			{func(f *kinds.Formats) { f.Email = "" }, "email", "blank", "This field cannot be blank."},
			{func(f *kinds.Formats) { f.Email = "a@b\n.com" }, "email", "invalid", "Enter a valid email address."},
			{func(f *kinds.Formats) { f.Homepage = "javascript:alert(1)" }, "homepage", "invalid", "Enter a valid URL."},
			{func(f *kinds.Formats) { f.Homepage = "http://" }, "homepage", "invalid", "Enter a valid URL."},
			{func(f *kinds.Formats) { f.Slug = "ä" }, "slug", "invalid", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."},
			{func(f *kinds.Formats) { f.Slug = strings.Repeat("a", 21) }, "slug", "max_length", "Ensure this value has at most 20 characters (it has 21)."},
			{func(f *kinds.Formats) { f.Short = ptr("日本語x") }, "short", "max_length", "Ensure this value has at most 3 characters (it has 4)."},
			{func(f *kinds.Formats) { f.Code = "a\x00b" }, "code", "null_characters_not_allowed", "Null characters are not allowed."},
			{func(f *kinds.Formats) { f.Code = "a\xff" }, "code", "invalid", "The text is not valid UTF-8."},
			{func(f *kinds.Formats) { f.Even = 3 }, "even", "invalid", "Enter an even number."},
		} {
			f := goodFormats()
			c.change(f)
			err := kinds.FormatSets.Create(e.ctx, f)
			same(e, invalid(e, err), []string{c.field + ":" + c.code})
			var v *problem.ValidationError
			errors.As(err, &v)
			same(e, v.Fields[c.field][0].Message, c.message)
			same(e, problem.Of(err), problem.Invalid)
		}
		f := goodFormats()
		f.Short = ptr("日本語")
		e.do(kinds.FormatSets.Create(e.ctx, f))
		f.Even, f.Email = 5, "x"
		same(e, invalid(e, kinds.FormatSets.Save(e.ctx, f)), []string{"email:invalid", "even:invalid"})
	})
}

func TestTypeMessages(t *testing.T) {
	t.Parallel()
	on(t, kinds.Models, func(e *env) {
		for want, change := range map[string]func(p *kinds.Plain){
			"price:max_decimal_places": func(p *kinds.Plain) { p.Price = dec("1.005") },
			"price:max_whole_digits":   func(p *kinds.Plain) { p.Price = dec("100000000") },
			"whole:max_digits":         func(p *kinds.Plain) { p.Whole = dec("1000000000000000000") },
			"fine:max_whole_digits":    func(p *kinds.Plain) { p.Fine = dec("1") },
			"color:invalid_choice":     func(p *kinds.Plain) { p.Color = "blue" },
			"level:invalid_choice":     func(p *kinds.Plain) { p.Level = 0 },
			"at:null":                  func(p *kinds.Plain) { p.At = time.Time{} },
			"at:invalid":               func(p *kinds.Plain) { p.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
			"day:invalid":              func(p *kinds.Plain) { p.Day = schema.Date{Year: 2023, Month: 2, Day: 29} },
			"opens:invalid":            func(p *kinds.Plain) { p.Opens = schema.Clock(24 * time.Hour) },
			"extra:invalid":            func(p *kinds.Plain) { p.Extra = []byte(`{"a":`) },
			"title:max_length":         func(p *kinds.Plain) { p.Title = strings.Repeat("é", 201) },
		} {
			p := plainRow()
			change(p)
			same(e, invalid(e, plains.Create(e.ctx, p)), []string{want})
			_, err := plains.BulkCreate(e.ctx, []*kinds.Plain{plainRow(), p})
			same(e, invalid(e, err), []string{want})
		}
		count(e, &plains.Query, 0)
		p := create(e, plains.Create, plainRow())[0]
		for want, set := range map[string]orm.Assign[*kinds.Plain]{
			"price:max_decimal_places": plains.Price.Set(dec("1.005")),
			"whole:max_digits":         plains.Whole.Set(dec("1000000000000000000")),
			"color:invalid_choice":     plains.Color.Set("blue"),
			"at:invalid":               plains.At.Set(time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)),
			"day:invalid":              plains.Day.Set(schema.Date{}),
			"extra:invalid":            plains.Extra.Set([]byte("x")),
			"title:max_length":         plains.Title.Set(strings.Repeat("é", 201)),
			"body:invalid":             plains.Body.Set("\xff"),
			"ratio:invalid":            plains.Ratio.Set(nan()),
			"title:null":               orm.SetNull(plains.Title),
		} {
			_, err := plains.Update(e.ctx, set)
			same(e, invalid(e, err), []string{want})
		}
		comparePlain(e, get(e, &plains.Query), p)
	})
}

func nan() float64 { z := 0.0; return z / z }

func TestChecksAndConstraints(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		cheap := *l.books[0]
		cheap.Model, cheap.ID, cheap.ISBN, cheap.Title, cheap.Price = orm.Model{}, 0, nil, "cheap", dec("-0.01")
		same(e, invalid(e, books.Create(e.ctx, &cheap)), []string{"price:too_cheap"})
		b := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		b.Stock = -1
		same(e, invalid(e, books.Save(e.ctx, b)), []string{problem.NonField + ":check"})
		b.Out = true
		e.do(books.Save(e.ctx, b))
		key := books.ID.Eq(l.books[1].ID)

		for _, c := range []struct {
			name string
			err  func() error
			is   error
			code string
			text string
			on   string // fields
		}{
			{"check", func() error { _, err := books.Filter(key).Update(e.ctx, books.Price.Sub(dec("100"))); return err }, db.ErrCheck, "too_cheap", "The price cannot be negative.", "[price]"},
			{"check without code", func() error { _, err := books.Filter(key).Update(e.ctx, books.Stock.Sub(100)); return err }, db.ErrCheck, "check", "Constraint “shelf_book_stock” is violated.", "[stock out]"},
			{"unique field", func() error { _, err := books.Filter(key).Update(e.ctx, books.ISBN.Set("111")); return err }, db.ErrUnique, "unique", "Book with this Isbn already exists.", "[isbn]"},
			{"unique together", func() error { _, err := books.Filter(key).Update(e.ctx, books.Title.Set("Orlando")); return err }, db.ErrUnique, "unique", "Book with this Title and Author already exists.", "[title author]"},
			{"partial unique", func() error { _, err := books.Filter(key).Update(e.ctx, books.Place.Set(2)); return err }, db.ErrUnique, "taken", "This place is taken.", "[shelf place]"},
			{"foreign key", func() error { _, err := books.Filter(key).Update(e.ctx, books.Author.ID.Set(9999)); return err }, db.ErrForeignKey, "foreign_key", "A related row does not exist, or this one is still in use.", ""},
			{"create with a foreign key to nothing", func() error {
				c := cheap
				c.Price, c.Author = decimal.Zero, orm.To[shelf.Author](9999)
				return books.Create(e.ctx, &c)
			}, db.ErrForeignKey, "foreign_key", "A related row does not exist, or this one is still in use.", "[author]"},
			{"save with a foreign key to nothing", func() error {
				c := *b
				c.Author.SetKey(9999)
				return books.Save(e.ctx, &c)
			}, db.ErrForeignKey, "foreign_key", "A related row does not exist, or this one is still in use.", "[author]"},
			{"primary key", func() error { return tags.Create(e.ctx, &shelf.Tag{Name: "novel"}) }, db.ErrUnique, "unique", "Tag with this Name already exists.", "[name]"},
			{"create", func() error {
				c := cheap
				c.Price, c.ISBN = decimal.Zero, ptr("222")
				return books.Create(e.ctx, &c)
			}, db.ErrUnique, "unique", "Book with this Isbn already exists.", "[isbn]"},
			{"save", func() error {
				c := *b
				c.ISBN = ptr("222")
				return books.Save(e.ctx, &c)
			}, db.ErrUnique, "unique", "Book with this Isbn already exists.", "[isbn]"},
			{"bulk", func() error {
				c := cheap
				c.Price, c.Shelf, c.Place = decimal.Zero, "A", 1
				_, err := books.BulkCreate(e.ctx, []book{&c})
				return err
			}, db.ErrUnique, "taken", "This place is taken.", "[shelf place]"},
		} {
			err := c.err()
			var x *orm.ConstraintError
			if !errors.As(err, &x) || !errors.Is(err, c.is) {
				e.Fatalf("%s: %v", c.name, err)
			}
			if x.Code != c.code || x.Message != c.text || problem.Of(err) != problem.Conflict && c.is != db.ErrForeignKey {
				e.Errorf("%s: code %q, message %q, kind %v", c.name, x.Code, x.Message, problem.Of(err))
			}
			if got := strings.Join(x.Fields, " "); c.on != "" && "["+got+"]" != c.on {
				e.Errorf("%s: fields [%s], want %s", c.name, got, c.on)
			}
		}
		// the partial constraint does not cover rows without a shelf
		_, err := books.Filter(books.Shelf.Eq("")).Update(e.ctx, books.Place.Set(1))
		e.do(err)
	})
}

func TestValidateAsksForUniqueValues(t *testing.T) {
	t.Parallel()
	on(t, shelf.Models, func(e *env) {
		l := e.fill()
		b := get(e, &books.Query, books.ID.Eq(l.books[0].ID))
		e.do(books.Validate(e.ctx, b))
		c := *b
		c.Model, c.ID = orm.Model{}, 0
		same(e, invalid(e, books.Validate(e.ctx, &c)), []string{"isbn:unique", problem.NonField + ":unique"})
		b.Shelf, b.Place = "A", 1
		same(e, invalid(e, books.Validate(e.ctx, b)), []string{problem.NonField + ":taken"})
		b.ISBN = nil
		b.Shelf, b.Place = "", 0
		e.do(books.Validate(e.ctx, b))
		same(e, invalid(e, tags.Validate(e.ctx, &shelf.Tag{Name: "novel"})), []string{"name:unique"})
		same(e, invalid(e, books.Validate(e.ctx, &shelf.Book{Title: "x"})), []string{"author:null"})
		saved := get(e, &tags.Query, tags.Name.Eq("novel"))
		e.do(tags.Validate(e.ctx, saved))
	})
}

func TestLabels(t *testing.T) {
	t.Parallel()
	same(&env{T: t}, orm.LabelOf(kinds.Red)+orm.LabelOf(kinds.High)+orm.LabelOf(kinds.Color("odd")), "RedHighodd")
	m := kinds.FormatSets.Descriptor().Model()
	same(&env{T: t}, m.Verbose()+m.VerbosePlural()+m.Comment, "set of formatssets of formatstexts with a form")
	f := m.Field("even")
	same(&env{T: t}, f.Verbose()+f.Help, "even numberDivisible by two.")
	p := kinds.Plains.Descriptor().Model()
	same(&env{T: t}, p.Field("color").Choices, []schema.Choice{{Value: "red", Label: "Red"}, {Value: "green", Label: "Green", Group: "Cold"}})
	b := books.Descriptor().Model()
	same(&env{T: t}, b.Ordering, []schema.OrderKey{{Field: "title"}, {Field: "id"}})
	same(&env{T: t}, b.LatestBy, []schema.OrderKey{{Field: "at"}, {Field: "id"}})
}
