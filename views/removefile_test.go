package views_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/internal/testmodels/papers"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
	"github.com/musette-go/musette/web"
)

type paper = papers.Paper

var (
	scan     = views.Upload(papers.Papers.File, nil, "scans")
	scanForm = views.ModelForm(papers.Papers, papers.Papers.Title, scan)
)

// withBucket gives a site a bucket, and a paper with the file scans/a.txt in it.
func withBucket(s *site) (*storage.Bucket, *paper) {
	b := storage.New(storage.Memory(), storage.Options{})
	s.ctx = storage.With(s.ctx, b)
	p := &paper{Title: "Deed"}
	s.must(s.scan(p, "a.txt").Store(s.ctx, func(ctx context.Context) error { return papers.Papers.Create(ctx, p) }))
	s.holds(b, "scans/a.txt")
	return b, p
}

// scan is a valid form for the paper with a new file, or with the box ticked that removes the old one when name is empty.
func (s *site) scan(p *paper, name string) *form.Form[paper] {
	s.Helper()
	f, err := scanForm.New(s.ctx, p)
	s.must(err)
	v, files := url.Values{"title": {p.Title}}, map[string][]form.SentFile{}
	if name == "" {
		v.Set("file-clear", "on")
	} else {
		files["file"] = []form.SentFile{{Name: name, Size: int64(len(name)), Open: func() (io.ReadSeekCloser, error) { return opened{strings.NewReader(name)}, nil }}}
	}
	s.must(f.Bind(s.ctx, form.NewInput(v, files)))
	if !f.Valid() {
		s.Fatal(f.Err())
	}
	return f
}

// holds fails the test unless these are the bucket's files.
func (s *site) holds(b *storage.Bucket, want ...string) {
	s.Helper()
	var got []string
	for info, err := range b.List(s.ctx, "") {
		s.must(err)
		got = append(got, info.Name)
	}
	if !slices.Equal(got, want) {
		s.Errorf("the bucket holds %q, want %q", got, want)
	}
}

// TestReplacedFiles removes files that were replaced or cleared after the commit, and never before (FILE-21).
func TestReplacedFiles(t *testing.T) {
	t.Parallel()
	on(t, crud, func(s *site) {
		b, p := withBucket(s)
		save := func(ctx context.Context) error { return papers.Papers.Save(ctx, p) }
		broken := errors.New("the rest failed")

		err := orm.Atomic(s.ctx, func(ctx context.Context) error {
			s.must(s.scan(p, "b.txt").Store(ctx, save))
			s.holds(b, "scans/a.txt", "scans/b.txt")
			return broken
		})
		row, err2 := papers.Papers.Get(s.ctx, papers.Papers.ID.Eq(p.ID))
		if !errors.Is(err, broken) || err2 != nil || row.File != "scans/a.txt" {
			s.Fatalf("rolled back: %v, %v, %+v", err, err2, row)
		}
		if ok, _ := b.Exists(s.ctx, row.File); !ok {
			s.Fatal("the file of a row that was rolled back is gone")
		}
		s.must(b.Delete(s.ctx, "scans/b.txt"))

		p = row
		s.must(orm.Atomic(s.ctx, func(ctx context.Context) error {
			s.must(s.scan(p, "c.txt").Store(ctx, save))
			s.holds(b, "scans/a.txt", "scans/c.txt")
			return nil
		}))
		s.holds(b, "scans/c.txt")

		if err := s.scan(p, "d.txt").Store(s.ctx, func(context.Context) error { return broken }); !errors.Is(err, broken) || p.File != "scans/c.txt" {
			s.Errorf("a failed save: %v, %q", err, p.File)
		}
		s.holds(b, "scans/c.txt")

		f := s.scan(p, "")
		s.holds(b, "scans/c.txt")
		s.must(f.Store(s.ctx, save))
		s.holds(b)
	})
}

// TestFilesOfOthersStay: a field lets go of files in its own folder only.
func TestFilesOfOthersStay(t *testing.T) {
	t.Parallel()
	s := open(t, sqlite(t), crud)
	b, p := withBucket(s)
	_, err := b.Save(s.ctx, "templates/letter.txt", strings.NewReader("x"))
	s.must(err)
	p.File = "templates/letter.txt"
	s.must(papers.Papers.Save(s.ctx, p))
	s.must(s.scan(p, "b.txt").Store(s.ctx, func(ctx context.Context) error { return papers.Papers.Save(ctx, p) }))
	s.holds(b, "scans/a.txt", "scans/b.txt", "templates/letter.txt")
}

// TestDeletedFiles removes the files of a row with the row, and only with it.
func TestDeletedFiles(t *testing.T) {
	t.Parallel()
	page := render.Page[views.DeletePage[paper]]("shred.html")
	on(t, func(r *web.Router) {
		uploads := []orm.Column[*paper]{scan}
		r.Get("/", views.Redirect("home", views.RedirectOptions{})).Name("home")
		r.Post("/papers/{id:int}/delete/", views.Delete(papers.Papers, page, views.DeleteOptions[paper]{Success: "home", Uploads: uploads}))
		r.Post("/papers/{id:int}/fails/", views.Delete(papers.Papers, page, views.DeleteOptions[paper]{Success: "home", Uploads: uploads,
			Delete: func(context.Context, *paper) error { return errors.New("the database is away") }}))
	}, func(s *site) {
		b, p := withBucket(s)
		path := "/papers/" + strconv.FormatInt(p.ID, 10)
		s.status(s.post(path+"/fails/", nil), 500)
		s.holds(b, "scans/a.txt")
		err := orm.Atomic(s.ctx, func(ctx context.Context) error {
			inside := *s
			inside.ctx = ctx
			inside.leadsTo(inside.post(path+"/delete/", nil), "/")
			s.holds(b, "scans/a.txt")
			return http.ErrAbortHandler
		})
		if !errors.Is(err, http.ErrAbortHandler) {
			s.Fatal(err)
		}
		s.holds(b, "scans/a.txt")
		s.leadsTo(s.post(path+"/delete/", nil), "/")
		s.holds(b)
	})
}

func TestDeleteRefusesOtherColumns(t *testing.T) {
	t.Parallel()
	defer func() {
		if got, _ := recover().(string); !strings.Contains(got, "views.Upload") {
			t.Errorf("panic %q", got)
		}
	}()
	views.Delete(papers.Papers, render.Page[views.DeletePage[paper]]("shred.html"), views.DeleteOptions[paper]{Uploads: []orm.Column[*paper]{papers.Papers.Title}})
}

// TestInlineFilesAndRelations stores the files and tags of the rows of an inline formset, and removes the files of rows that go.
func TestInlineFilesAndRelations(t *testing.T) {
	t.Parallel()
	set := views.Inline(papers.Drawers, papers.Papers, papers.Papers.Drawer, views.InlineOptions[paper]{Prefix: "papers", Extra: 1, CanDelete: true},
		papers.Papers.Title, scan, views.ChooseMany(papers.Papers.Tags, papers.Tags))
	page := render.Page[*views.BoundInline[papers.Drawer, paper]]("drawer.html")
	on(t, func(r *web.Router) {
		h := func(w http.ResponseWriter, r *http.Request) error {
			d, err := papers.Drawers.Filter().Get(r.Context(), papers.Drawers.ID.Eq(web.Int(r, "id")))
			if err != nil {
				return err
			}
			b, err := set.From(r, d)
			if err != nil {
				return err
			}
			if b.Valid() {
				stored, err := b.Save(r.Context(), d)
				if stored {
					w.WriteHeader(http.StatusNoContent)
				}
				if err != nil || stored {
					return err
				}
			}
			return page.Render(w, r, b)
		}
		r.Get("/drawers/{id:int}/", h)
		r.Post("/drawers/{id:int}/", h)
	}, func(s *site) {
		b := storage.New(storage.Memory(), storage.Options{})
		s.ctx = storage.With(s.ctx, b)
		d := &papers.Drawer{Name: "Top"}
		s.must(papers.Drawers.Create(s.ctx, d))
		tags := s.tags("art", "law")
		path := "/drawers/" + strconv.FormatInt(d.ID, 10) + "/"
		v := shown(s.get(path))
		v.Set("papers-0-title", "Deed")
		v.Set("papers-0-tags", tags[1])
		s.status(s.upload(path, "papers-0-file", "a.txt", "hello", v), 204)
		s.holds(b, "scans/a.txt")
		p, err := papers.Papers.Filter().Get(s.ctx, papers.Papers.Title.Eq("Deed"))
		s.must(err)
		if p.File != "scans/a.txt" || s.tagsOf(p) != "law" {
			s.Errorf("stored %+v with the tags %q", p, s.tagsOf(p))
		}

		taken := &paper{Title: "Taken"}
		s.must(papers.Papers.Create(s.ctx, taken))
		v = shown(s.get(path))
		v.Set("papers-0-tags", tags[0])
		v.Set("papers-1-title", "Will")
		s.status(s.upload(path, "papers-1-file", "b.txt", "hello", v), 204)
		s.holds(b, "scans/a.txt", "scans/b.txt")

		v = shown(s.get(path))
		v.Set("papers-0-DELETE", "on")
		v.Set("papers-2-title", "Taken")
		s.status(s.upload(path, "papers-2-file", "c.txt", "hello", v), 200, "already exists.") // the database refuses one row, so all stay
		s.holds(b, "scans/a.txt", "scans/b.txt")
		if got := s.tagsOf(p); got != "art" {
			s.Errorf("the tags are %q", got)
		}

		v = shown(s.get(path))
		v.Set("papers-0-DELETE", "on")
		s.status(s.upload(path, "papers-1-file", "c.txt", "hello", v), 204)
		s.holds(b, "scans/c.txt")
	})
}

// full is a place without room.
type full struct{ storage.Driver }

func (full) Create(context.Context, io.Reader, func() string) (string, error) {
	return "", storage.ErrFull
}

// TestNoRoomForAFile answers 507 and stores no row (X14).
func TestNoRoomForAFile(t *testing.T) {
	t.Parallel()
	page := render.Page[views.EditPage[paper]]("paper.html")
	s := open(t, sqlite(t), func(r *web.Router) {
		r.Post("/papers/new/", views.Create(papers.Papers, scanForm, page, views.EditOptions[paper]{Success: "home"}))
	})
	s.ctx = storage.With(s.ctx, storage.New(full{storage.Memory()}, storage.Options{}))
	s.status(s.upload("/papers/new/", "file", "a.txt", "hello", url.Values{"title": {"Deed"}}), http.StatusInsufficientStorage, "There is no room for this file")
	if n, err := papers.Papers.Count(s.ctx); n != 0 || err != nil {
		t.Errorf("%d papers, %v", n, err)
	}
}
