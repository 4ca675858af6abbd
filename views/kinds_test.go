package views_test

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/examples/docs/kinds"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
)

// sampleForm has a field for every type that a model can have and a form can show.
func sampleForm(b *storage.Bucket) *form.Definition[kinds.Sample] {
	s := kinds.Samples
	return form.DefineModel(func(p *kinds.Sample) form.Fields {
		return views.FieldsOf(s, p, s.Flag, s.Small, s.Medium, s.Large, s.Word, s.Ratio, s.Price, s.Text, views.Labelled(s.Name, "Full name", "As in the passport."),
			s.Mail, s.Home, s.Part, views.Upload(s.Document, b, "documents"), s.At, s.Day, s.Opens, s.Took, s.Token, s.Extra, s.Address, s.Nullable)
	})
}

func sampleInput(content string) *form.Input {
	files := map[string][]form.SentFile{"document": {{Name: "My Letter.txt", Size: int64(len(content)), Open: func() (io.ReadSeekCloser, error) {
		return opened{strings.NewReader(content)}, nil
	}}}}
	return form.NewInput(url.Values{
		"flag": {"on"}, "small": {"1"}, "medium": {"2"}, "large": {"3"}, "word": {"4"}, "ratio": {"0.5"}, "price": {"9.99"}, "text": {"t"}, "name": {"n"},
		"mail": {"a@b.cd"}, "home": {"http://a.bc"}, "part": {"p"}, "at": {"2024-01-02T03:04"}, "day": {"2024-01-02"}, "opens": {"10:00"}, "took": {"1h"},
		"token": {"00112233445566778899aabbccddeeff"}, "extra": {"[1]"}, "address": {"::1"}, "nullable": {""}, "raw": {"forged"}, "id": {"7"}, "parent": {"7"},
	}, files)
}

type opened struct{ *strings.Reader }

func (opened) Close() error { return nil }

func TestEveryKindOfColumn(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	ctx := storage.With(t.Context(), b)
	row := &kinds.Sample{}
	f, err := sampleForm(nil).New(ctx, row) // the bucket of the context
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Bind(ctx, sampleInput("hello")); err != nil || !f.Valid() {
		t.Fatalf("%v, %v", err, f.Err())
	}
	if row.Document != "" {
		t.Errorf("the file has the name %q before it is stored", row.Document)
	}
	down := errors.New("the database is away")
	if err := f.Store(ctx, func(context.Context) error { return down }); !errors.Is(err, down) || row.Document != "" {
		t.Errorf("a failed save: %v, %q", err, row.Document)
	}
	if err := f.Store(ctx, func(context.Context) error { return nil }); err != nil || row.Document != "documents/My_Letter.txt" {
		t.Errorf("stored as %q, %v", row.Document, err)
	}
	if ok, err := b.Exists(ctx, row.Document); !ok || err != nil {
		t.Errorf("the file is not there: %v", err)
	}
	if !row.Flag || row.Small != 1 || row.Medium != 2 || row.Large != 3 || row.Word != 4 || row.Ratio != 0.5 || row.Price.String() != "9.99" || row.Text != "t" ||
		row.Name != "n" || row.Mail != "a@b.cd" || row.Home != "http://a.bc" || row.Part != "p" || row.Day.String() != "2024-01-02" || row.Opens.String() != "10:00:00" ||
		row.Took != time.Hour || row.Token.Hex() != "00112233445566778899aabbccddeeff" || string(row.Extra) != "[1]" || row.Address.String() != "::1" ||
		row.Nullable != nil || !row.At.Equal(time.Date(2024, 1, 2, 3, 4, 0, 0, time.UTC)) {
		t.Errorf("the row is %+v", row)
	}
	if row.Raw != nil || row.ID != 0 || !row.Parent.IsNull() {
		t.Errorf("fields that are not in the form were written: %+v", row)
	}
	html, err := f.AsDiv()
	if err != nil || !strings.Contains(string(html), ">Full name</label>") || !strings.Contains(string(html), "As in the passport.") {
		t.Errorf("%v: %s", err, html)
	}
}

func TestUploadNeedsABucket(t *testing.T) {
	t.Parallel()
	f, err := sampleForm(nil).New(t.Context(), &kinds.Sample{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Bind(t.Context(), sampleInput("hello")); err != nil {
		t.Fatal(err)
	}
	if err := f.Store(t.Context(), func(context.Context) error { return nil }); !errors.Is(err, storage.ErrNoBucket) {
		t.Errorf("without a bucket: %v", err)
	}
}
