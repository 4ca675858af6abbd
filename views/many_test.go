package views_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette/examples/docs/library"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testmodels/papers"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

var (
	paperPage = render.Page[views.EditPage[papers.Paper]]("paper.html")

	// Tags whose name begins with "secret" cannot be chosen.
	tagged    = views.ChooseMany(papers.Papers.Tags, papers.Tags, orm.Not(papers.Tags.Name.StartsWith("secret")))
	paperForm = views.ModelForm(papers.Papers, papers.Papers.Title, tagged)
	boxesForm = views.ModelForm(papers.Papers, papers.Papers.Title, views.Labelled(views.Widget(tagged, form.CheckboxSelectMultiple), "Topics", "What it is about."))
)

func paperRoutes(r *web.Router) {
	fails := views.EditOptions[papers.Paper]{Success: "home", Save: func(ctx context.Context, p *papers.Paper) error {
		if err := papers.Papers.Create(ctx, p); err != nil {
			return err
		}
		_, err := papers.Tags.Filter().DeleteAll(ctx) // what was chosen goes before it is related
		return err
	}}
	for path, h := range map[string]web.HandlerFunc{
		"/papers/new/":           views.Create(papers.Papers, paperForm, paperPage, views.EditOptions[papers.Paper]{Success: "home"}),
		"/papers/fails/":         views.Create(papers.Papers, paperForm, paperPage, fails),
		"/papers/{id:int}/":      views.Update(papers.Papers, paperForm, paperPage, views.EditOptions[papers.Paper]{Success: "home"}),
		"/papers/{id:int}/tick/": views.Update(papers.Papers, boxesForm, paperPage, views.EditOptions[papers.Paper]{Success: "home"}),
		"/papers/{id:int}/name/": views.Update(papers.Papers, views.ModelForm(papers.Papers, papers.Papers.Title), paperPage, views.EditOptions[papers.Paper]{Success: "home"}),
	} {
		r.Get(path, h)
		r.Post(path, h)
	}
	r.Get("/", views.Template(render.Page[string]("plain.html"), func(*http.Request) (string, error) { return "", nil })).Name("home")
}

// tags stores tags and gives their keys as forms send them.
func (s *site) tags(names ...string) (keys []string) {
	for _, name := range names {
		tag := &papers.Tag{Name: name}
		s.must(papers.Tags.Create(s.ctx, tag))
		keys = append(keys, strconv.FormatInt(tag.ID, 10))
	}
	return keys
}

// tagsOf are the names of a paper's tags.
func (s *site) tagsOf(p *papers.Paper) string {
	rows, err := papers.Papers.Tags.Query(p).OrderBy(papers.Tags.Name.Asc()).All(s.ctx)
	s.must(err)
	names := make([]string, len(rows))
	for i, tag := range rows {
		names[i] = tag.Name
	}
	return strings.Join(names, " ")
}

// TestManyToMany chooses related rows on a page, changes them, and leaves those alone that the form does not offer.
func TestManyToMany(t *testing.T) {
	t.Parallel()
	on(t, paperRoutes, func(s *site) {
		tags := s.tags("art", "law", "music", "secret plans")
		s.status(s.get("/papers/new/"), 200, `<select name="tags" id="id_tags" multiple>`, ">art</option>", `<label for="id_tags">Tags</label>`)
		s.leadsTo(s.post("/papers/new/", url.Values{"title": {"Deed"}, "tags": {tags[0], tags[1], tags[1]}}), "/")
		p, err := papers.Papers.Get(s.ctx, papers.Papers.Title.Eq("Deed"))
		s.must(err)
		if got := s.tagsOf(p); got != "art law" {
			s.Errorf("created with the tags %q", got)
		}
		path := "/papers/" + strconv.FormatInt(p.ID, 10) + "/"
		s.must(papers.Papers.Tags.Add(s.ctx, p, &papers.Tag{ID: id(tags[3])}))
		s.queries(3, func() { // the row, the choices, the row's own
			w := s.get(path)
			s.status(w, 200, `<option value="`+tags[0]+`" selected>art`, `<option value="`+tags[2]+`">music`)
			if strings.Contains(w.Body.String(), "secret") {
				s.Error("a row that cannot be chosen is shown")
			}
		})
		s.queries(4, func() { // those and whether the title is taken; nothing has changed
			s.leadsTo(s.post(path, url.Values{"title": {"Deed"}, "tags": {tags[1], tags[0]}}), "/")
		})
		s.leadsTo(s.post(path, url.Values{"title": {"Deed 2"}, "tags": {tags[2], tags[1]}}), "/")
		if got := s.tagsOf(p); got != "law music secret plans" {
			s.Errorf("changed to the tags %q", got)
		}
		for _, forged := range []string{tags[3], "99", "x", "1 OR 1=1"} {
			w := s.post(path, url.Values{"title": {"Deed"}, "tags": {tags[0], forged}})
			s.status(w, 200, "Select a valid choice.", `id="id_tags_error"`, `<option value="`+tags[0]+`" selected>`)
		}
		s.status(s.post(path, url.Values{"title": {""}, "tags": {tags[0]}}), 200, "Title: This field is required.", `<option value="`+tags[0]+`" selected>`)
		s.status(s.post("/papers/new/", url.Values{"title": {"Deed 2"}, "tags": {tags[0]}}), 200, "already exists.") // refused by the database
		s.leadsTo(s.post(path+"name/", url.Values{"title": {"Deed 3"}, "tags": {tags[0]}}), "/")
		if got := s.tagsOf(p); got != "law music secret plans" {
			s.Errorf("forms that are wrong or do not list them changed the tags to %q", got)
		}
		s.leadsTo(s.post(path, url.Values{"title": {"Deed"}}), "/")
		if got := s.tagsOf(p); got != "secret plans" {
			s.Errorf("an empty list left the tags %q", got)
		}
	})
}

func id(key string) int64 { n, _ := strconv.ParseInt(key, 10, 64); return n }

func TestManyToManyAsCheckboxes(t *testing.T) {
	t.Parallel()
	s := open(t, sqlite(t), paperRoutes)
	tags := s.tags("art", "law")
	p := &papers.Paper{Title: "Deed"}
	s.must(papers.Papers.Create(s.ctx, p))
	s.must(papers.Papers.Tags.Add(s.ctx, p, &papers.Tag{ID: id(tags[1])}))
	path := "/papers/" + strconv.FormatInt(p.ID, 10) + "/tick/"
	s.status(s.get(path), 200, `<fieldset id="id_tags" aria-describedby="id_tags_help"><legend id="id_tags_legend">Topics</legend>`, "What it is about.",
		`<input type="checkbox" name="tags" id="id_tags_1" value="`+tags[1]+`" checked> <label for="id_tags_1">law</label>`)
	s.leadsTo(s.post(path, url.Values{"title": {"Deed"}, "tags": {tags[0]}}), "/")
	if got := s.tagsOf(p); got != "art" {
		t.Errorf("the tags are %q", got)
	}
}

// TestManyToManyInOneTransaction: when whom a row is related to cannot be stored, neither is the row.
func TestManyToManyInOneTransaction(t *testing.T) {
	t.Parallel()
	on(t, paperRoutes, func(s *site) {
		tags := s.tags("art")
		if w := s.post("/papers/fails/", url.Values{"title": {"Deed"}, "tags": tags}); w.Code == http.StatusSeeOther {
			s.Error("a relation to nothing was stored")
		}
		n, err := papers.Papers.Count(s.ctx)
		left, err2 := papers.Tags.Count(s.ctx)
		if n != 0 || left != 1 || err != nil || err2 != nil {
			s.Errorf("%d papers and %d tags, want none and one; %v %v", n, left, err, err2)
		}
	})
}

// TestManyToManyFromTheOtherSide edits the papers of a tag.
func TestManyToManyFromTheOtherSide(t *testing.T) {
	t.Parallel()
	s := open(t, sqlite(t), paperRoutes)
	def := views.ModelForm(papers.Tags, papers.Tags.Name, views.ChooseMany(papers.Tags.Papers, papers.Papers))
	p := &papers.Paper{Title: "Deed"}
	s.must(papers.Papers.Create(s.ctx, p))
	tag := papers.Tags.New()
	f, err := def.New(s.ctx, tag)
	s.must(err)
	s.must(f.Bind(s.ctx, form.NewInput(url.Values{"name": {"law"}, "papers": {strconv.FormatInt(p.ID, 10)}}, nil)))
	if !f.Valid() {
		t.Fatal(f.Err())
	}
	s.must(f.Store(s.ctx, func(ctx context.Context) error { return papers.Tags.Create(ctx, tag) }))
	if got := s.tagsOf(p); got != "law" {
		t.Errorf("the tags are %q", got)
	}
}

func TestChooseManyRefuses(t *testing.T) {
	t.Parallel()
	for want, refused := range map[string]func(){
		"the pairs of Readers are rows of shelf.Loan": func() {
			views.ModelForm(shelf.Books, views.ChooseMany(shelf.Books.Readers, shelf.Readers)).MustCheck()
		},
		"has no column": func() { orm.Name(tagged) },
		"there twice":   func() { views.ModelForm(papers.Papers, tagged, tagged).MustCheck() },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			refused()
		}()
	}
}

// TestManyToManyOfLibrary is the page's example: readers of a book, with a clean function that names the field.
func TestManyToManyOfLibrary(t *testing.T) {
	t.Parallel()
	s := open(t, sqlite(t), crud)
	reader := &library.Reader{Name: "Ada"}
	s.must(library.Readers.Create(s.ctx, reader))
	def := views.ModelForm(books, books.Title, views.ChooseMany(books.Readers, library.Readers)).
		Clean(func(_ context.Context, b *book, errs *form.Errors) {
			errs.Add(&b.Readers, "nobody", "Nobody may read this.")
		})
	f, err := def.New(s.ctx, s.book("Solaris", day(1961, 1, 1)))
	s.must(err)
	s.must(f.Bind(s.ctx, form.NewInput(url.Values{"title": {"Solaris"}, "readers": {strconv.FormatInt(reader.ID, 10)}}, nil)))
	b, err := f.Field("readers")
	s.must(err)
	codes := make([]string, 0, 1)
	for _, e := range b.Errors() {
		codes = append(codes, e.Code)
	}
	if !slices.Contains(codes, "nobody") {
		t.Errorf("the field has the errors %v", b.Errors())
	}
}
