package form_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/schema"
	"github.com/musette-go/musette/storage"
)

type papers struct {
	Doc    *form.Upload
	Photo  *form.Upload
	Photos []*form.Upload
}

var papersForm = form.Define(func(p *papers) form.Fields {
	return form.Fields{
		form.File(&p.Doc).Optional().MaxSize(1000).Types("application/pdf", "text/plain").Extensions("pdf", "txt"),
		form.Image(&p.Photo).Optional().MaxPixels(1_000_000),
		form.Files(&p.Photos, 2).Optional().Types("image/png"),
	}
})

func picture(t testing.TB, kind string, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, w, h))
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, img)
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bomb is a PNG of a few bytes that says it is w by h pixels.
func bomb(w, h uint32) string {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	head = binary.BigEndian.AppendUint32(head, h)
	head = append(head, 8, 2, 0, 0, 0)
	_ = binary.Write(&b, binary.BigEndian, uint32(13))
	b.Write(head)
	_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(head))
	b.WriteString("\x00\x00\x00\x00IDAT")
	return b.String()
}

func TestFiles(t *testing.T) {
	t.Parallel()
	small, polyglot := picture(t, "png", 10, 20), picture(t, "png", 3, 3)+"<html><script>alert(1)</script>"
	for name, c := range map[string]struct {
		files []sent
		want  []string
	}{
		"none":                {nil, nil},
		"text":                {[]sent{{"doc", "a.txt", "hello"}}, nil},
		"pdf":                 {[]sent{{"doc", "a.PDF", "%PDF-1.7 …"}}, nil},
		"empty part":          {[]sent{{"doc", "", ""}}, nil},
		"empty file":          {[]sent{{"doc", "a.txt", ""}}, []string{"doc: empty"}},
		"too large":           {[]sent{{"doc", "a.txt", strings.Repeat("x", 1001)}}, []string{"doc: max_size"}},
		"wrong extension":     {[]sent{{"doc", "a.exe", "hello"}}, []string{"doc: invalid_extension"}},
		"html as text":        {[]sent{{"doc", "a.txt", "<html><script>alert(1)</script>"}}, []string{"doc: invalid_type"}},
		"program as pdf":      {[]sent{{"doc", "a.pdf", "MZ\x90\x00"}}, []string{"doc: invalid_type"}},
		"two in a field":      {[]sent{{"doc", "a.txt", "hello"}, {"doc", "b.txt", "hello"}}, []string{"doc: max_files"}},
		"png":                 {[]sent{{"photo", "a.png", small}}, nil},
		"jpeg":                {[]sent{{"photo", "a.jpg", picture(t, "jpeg", 10, 10)}}, nil},
		"gif":                 {[]sent{{"photo", "a.gif", picture(t, "gif", 10, 10)}}, nil},
		"jpeg called png":     {[]sent{{"photo", "a.png", picture(t, "jpeg", 10, 10)}}, []string{"photo: invalid_extension"}},
		"png called html":     {[]sent{{"photo", "a.html", small}}, []string{"photo: invalid_extension"}},
		"polyglot":            {[]sent{{"photo", "a.png", polyglot}}, nil},
		"no image":            {[]sent{{"photo", "a.png", "hello"}}, []string{"photo: invalid_image"}},
		"svg":                 {[]sent{{"photo", "a.png", `<svg xmlns="http://www.w3.org/2000/svg"/>`}}, []string{"photo: invalid_image"}},
		"half an image":       {[]sent{{"photo", "a.png", small[:20]}}, []string{"photo: invalid_image"}},
		"too many pixels":     {[]sent{{"photo", "a.png", picture(t, "png", 2000, 1000)}}, []string{"photo: max_pixels"}},
		"bomb":                {[]sent{{"photo", "a.png", bomb(50_000, 50_000)}}, []string{"photo: max_pixels"}},
		"overflowing bomb":    {[]sent{{"photo", "a.png", bomb(1<<31-1, 1<<31-1)}}, []string{"photo: invalid_image"}},
		"no pixels":           {[]sent{{"photo", "a.png", bomb(0, 10)}}, []string{"photo: invalid_image"}},
		"several":             {[]sent{{"photos", "a.png", small}, {"photos", "b.png", small}}, nil},
		"one of several bad":  {[]sent{{"photos", "a.png", small}, {"photos", "b.png", "hello"}}, []string{"photos: invalid_type"}},
		"more than there may": {[]sent{{"photos", "a.png", small}, {"photos", "b.png", small}, {"photos", "c.png", small}}, []string{"photos: max_files"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := from(t, papersForm, upload(t, c.files, "photos", "text"), nil)
			wantCodes(t, f.Err(), c.want...)
			if len(c.want) > 0 && (f.Data.Doc != nil || f.Data.Photo != nil || f.Data.Photos != nil) {
				t.Error("a file that is not valid was taken")
			}
			if name == "png" && (f.Data.Photo.Width != 10 || f.Data.Photo.Height != 20 || f.Data.Photo.Type != "image/png") {
				t.Errorf("the picture is %+v", f.Data.Photo)
			}
			if name == "several" && len(f.Data.Photos) != 2 {
				t.Errorf("%d photos", len(f.Data.Photos))
			}
		})
	}
}

// TestFilesAreToBeChosenAgain: a page that is shown again keeps all that was typed, and says that files must be chosen once more.
func TestFilesAreToBeChosenAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file sent
		want bool
	}{{sent{"doc", "My Letter.txt", "hello"}, true}, {sent{"doc", "a.exe", "hello"}, false}, {sent{"doc", "", ""}, false}} {
		f := from(t, papersForm, upload(t, []sent{c.file}), nil)
		f.AddError("", "wrong", "Something else is wrong.")
		b, err := f.Field("doc")
		if err != nil {
			t.Fatal(err)
		}
		html, err := b.Group()
		text := page(t, html, err)
		for _, part := range []string{`<span class="file-again" id="id_doc_again">Please choose “My_Letter.txt” once more`, `aria-describedby="id_doc_again"`} {
			if strings.Contains(text, part) != c.want {
				t.Errorf("%q: %s in the page is wanted: %v\n%s", c.file.name, part, c.want, text)
			}
		}
	}
}

// gifBomb is a GIF of a few bytes that says it is w by h pixels.
func gifBomb(w, h uint16) string {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), w)
	b = binary.LittleEndian.AppendUint16(b, h)
	return string(append(b, 0, 0, 0)) + ","
}

// jpegBomb is a JPEG of a few bytes that says it is w by h pixels.
func jpegBomb(w, h uint16) string {
	b := binary.BigEndian.AppendUint16([]byte("\xff\xd8\xff\xc0\x00\x0b\x08"), h)
	b = binary.BigEndian.AppendUint16(b, w)
	return string(b) + "\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
}

// TestImageBomb: 50,000 × 50,000 pixels are refused, before anything is decoded, in less than 200 ms and 32 MiB (X31). The bombs are cut off
// behind their sizes, so that nothing could be decoded.
func TestImageBomb(t *testing.T) {
	for name, content := range map[string]string{"a.png": bomb(50_000, 50_000), "a.gif": gifBomb(50_000, 50_000), "a.jpg": jpegBomb(50_000, 50_000)} {
		r := upload(t, []sent{{"photo", name, content}})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		f := from(t, papersForm, r, nil)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		wantCodes(t, f.Err(), "photo: max_pixels")
		if took > 200*time.Millisecond || after.TotalAlloc-before.TotalAlloc > 32<<20 {
			t.Errorf("%s: it took %v and %d bytes", name, took, after.TotalAlloc-before.TotalAlloc)
		}
	}
}

func TestUploadSave(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	f := from(t, papersForm, upload(t, []sent{{"doc", `C:\fakepath\..\My Letter.txt`, "hello"}}), nil)
	if !f.Valid() {
		t.Fatal(f.Err())
	}
	for _, want := range []string{"letters/My_Letter.txt", ""} {
		name, err := f.Data.Doc.Save(t.Context(), b, "letters/")
		if err != nil || want != "" && name != want {
			t.Errorf("stored as %q, %v", name, err)
		}
		file, err := b.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := io.ReadAll(file); string(text) != "hello" {
			t.Errorf("%q holds %q", name, text)
		}
	}
}

type product struct{ Photo string }

func productForm(b *storage.Bucket, field schema.Field) *form.Definition[product] {
	return form.Define(func(p *product) form.Fields {
		return form.Fields{form.StoredFile(&field, &p.Photo, form.FileOptions{Bucket: b, Folder: "photos"})}
	})
}

func TestStoredFile(t *testing.T) {
	t.Parallel()
	b := storage.New(storage.Memory(), storage.Options{})
	field := schema.Field{Name: "photo", Format: schema.Image, Blank: true}
	def, row := productForm(b, field), &product{}
	store := func(f *form.Form[product], fail error) error {
		t.Helper()
		if !f.Valid() {
			t.Fatal(f.Err())
		}
		return f.Store(t.Context(), func(context.Context) error { return fail })
	}
	if err := store(from(t, def, upload(t, []sent{{"photo", "a.png", picture(t, "png", 1, 1)}}), row), nil); err != nil || row.Photo != "photos/a.png" {
		t.Fatalf("stored as %q, %v", row.Photo, err)
	}
	f := from(t, def, upload(t, nil), row)
	html, err := f.AsDiv()
	if text := page(t, html, err); !strings.Contains(text, "Now: photos/a.png") || !strings.Contains(text, `name="photo-clear"`) {
		t.Errorf("the page: %s", text)
	}
	if err := store(f, nil); err != nil || row.Photo != "photos/a.png" {
		t.Errorf("sending nothing left %q, %v", row.Photo, err)
	}
	broken := errors.New("the database is away")
	if err := store(from(t, def, upload(t, []sent{{"photo", "b.png", picture(t, "png", 1, 1)}}), row), broken); !errors.Is(err, broken) || row.Photo != "photos/a.png" {
		t.Errorf("a failed save left %q, %v", row.Photo, err)
	}
	if ok, _ := b.Exists(t.Context(), "photos/b.png"); ok {
		t.Error("a failed save left its file")
	}
	wantCodes(t, from(t, def, upload(t, []sent{{"photo", "b.png", picture(t, "png", 1, 1)}}, "photo-clear", "on"), row).Err(), "photo: contradiction")
	if err := store(from(t, def, upload(t, nil, "photo-clear", "on"), row), nil); err != nil || row.Photo != "" {
		t.Errorf("clearing left %q, %v", row.Photo, err)
	}
	required := productForm(b, schema.Field{Name: "photo", Format: schema.Image})
	wantCodes(t, from(t, required, upload(t, nil), &product{}).Err(), "photo: required")
	if f := from(t, required, upload(t, nil, "photo-clear", "on"), &product{Photo: "photos/a.png"}); !f.Valid() || f.Data.Photo != "photos/a.png" {
		t.Errorf("a required file was cleared: %q, %v", f.Data.Photo, f.Err())
	}
	// the name of a stored file cannot be sent as text
	if f := from(t, def, upload(t, nil, "photo", "contracts/secret.pdf"), &product{}); f.Data.Photo != "" {
		t.Errorf("the name was taken from the form: %q", f.Data.Photo)
	}
}
