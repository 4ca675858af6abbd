package form

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/validate"
)

// Upload is a file that was sent. It is there until the request ends; what is to stay is saved in a [storage.Bucket].
type Upload struct {
	Name          string // safe as the last part of a name in a bucket, see [storage.FileName]
	Size          int64  // in bytes
	Type          string // the media type that the content shows, not the one that the browser named: "image/png"
	Width, Height int    // in pixels, for an image field

	open func() (io.ReadSeekCloser, error)
}

// Open opens the file. Close it after use.
func (u *Upload) Open() (io.ReadSeekCloser, error) { return u.open() }

// Save stores the file in a folder of a bucket, "" for its root, and returns the name it got. A nil bucket stands for the one that ctx
// carries, the site's own.
func (u *Upload) Save(ctx context.Context, to *storage.Bucket, folder string) (string, error) {
	to, err := to.Or(ctx)
	if err != nil {
		return "", err
	}
	f, err := u.Open()
	if err != nil {
		return "", fmt.Errorf("form: the file that was sent cannot be read: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	if folder = strings.Trim(folder, "/"); folder != "" {
		folder += "/"
	}
	return to.Save(ctx, folder+u.Name, f)
}

// FileField is a field for one file or several.
type FileField struct {
	b          BoundField
	store      func([]*Upload)
	max        int // files; 0 for one
	size       int64
	types      []string
	extensions []string
	pixels     int // 0 for files that need not be images
	checks     []func(*Upload) error
	cleared    func() // the checkbox for no file was ticked
}

// DefaultFileSize is the most bytes of a file where MaxSize says nothing else.
const DefaultFileSize = 5 << 19

// File is a file. The value is nil when none was sent.
func File(p **Upload) *FileField {
	return &FileField{b: BoundField{ptr: p, widget: FileInput, required: true}, size: DefaultFileSize, store: func(us []*Upload) {
		if *p = nil; len(us) > 0 {
			*p = us[0]
		}
	}}
}

// Files are several files, at most n. Every one is checked.
func Files(p *[]*Upload, n int) *FileField {
	f := &FileField{b: BoundField{ptr: p, widget: FileInput, required: true}, size: DefaultFileSize, max: n, store: func(us []*Upload) { *p = us }}
	f.b.setAttr("multiple", "")
	return f
}

// Image is a picture: PNG, JPEG or GIF, whose extension says so too. Its size in pixels is read before anything is decoded.
func Image(p **Upload) *FileField {
	f := File(p)
	f.pixels = DefaultPixels
	return f.Types("image/png", "image/jpeg", "image/gif").Extensions("png", "jpg", "jpeg", "gif")
}

func (f *FileField) bound() *BoundField { return &f.b }

// Label is the field's name for people. Defaults to the struct field's name in words.
func (f *FileField) Label(text string) *FileField { f.b.label = text; return f }

// Help is a line of help below the label.
func (f *FileField) Help(text string) *FileField { f.b.help = text; return f }

// Named sets the name under which browsers send the file. Defaults to the struct field's name in lower case with underscores.
func (f *FileField) Named(name string) *FileField { f.b.name = name; return f }

// Optional allows that no file is sent.
func (f *FileField) Optional() *FileField { f.b.required = false; return f }

// MaxSize refuses files of more bytes. Defaults to [DefaultFileSize]. The body limit of the route must leave room for it.
func (f *FileField) MaxSize(n int64) *FileField { f.size = n; return f }

// MaxPixels refuses images with more pixels, width times height. Defaults to [DefaultPixels].
func (f *FileField) MaxPixels(n int) *FileField { f.pixels = n; return f }

// Types refuses files whose content does not show one of the media types, whatever the browser says. Defaults to all, and for images to
// PNG, JPEG and GIF.
func (f *FileField) Types(types ...string) *FileField {
	f.types = types
	f.b.setAttr("accept", strings.Join(types, ","))
	return f
}

// Extensions refuses files whose name ends in another extension, written without the dot.
func (f *FileField) Extensions(extensions ...string) *FileField {
	f.extensions = extensions
	f.b.setAttr("accept", "."+strings.Join(extensions, ",."))
	return f
}

// Validate adds checks of each file.
func (f *FileField) Validate(checks ...func(*Upload) error) *FileField {
	f.checks = append(f.checks, checks...)
	return f
}

// Stored says that there is a file already, by its name, so that none need be sent. Where the field is optional, a checkbox removes the
// file: cleared is called when it is ticked and no new file was sent.
func (f *FileField) Stored(name string, cleared func()) *FileField {
	if name == "" {
		return f
	}
	f.b.note = name
	if !f.b.required && cleared != nil {
		f.b.clearName, f.cleared = "clear", cleared
	}
	return f
}

func (f *FileField) check() error                        { return f.b.check() }
func (f *FileField) prepare(context.Context, bool) error { return nil }

func (f *FileField) bind(_ context.Context, in *Input) {
	var sent []SentFile
	for _, h := range in.files[f.b.htmlName] {
		if h.Name != "" || h.Size > 0 { // browsers send an empty part for no file
			sent = append(sent, h)
		}
	}
	if len(sent) > 0 {
		f.b.lost = storage.FileName(sent[0].Name)
	}
	clearing := f.b.clearName != "" && ticked(in.values(f.b.clearName))
	f.b.changed = len(sent) > 0 || clearing
	switch {
	case len(sent) > 0 && clearing:
		f.b.addError("contradiction", "Please either submit a file or check the clear checkbox, not both.")
	case len(sent) > max(f.max, 1):
		f.b.addError("max_files", fmt.Sprintf("Submit at most %s.", plural(max(f.max, 1), "file")))
	case clearing:
		f.cleared()
	case len(sent) == 0 && f.b.required && f.b.note == "":
		f.b.addError("required", textRequired)
	case len(sent) > 0:
		f.take(sent)
	}
}

// take checks every file that was sent.
func (f *FileField) take(sent []SentFile) {
	var good []*Upload
	for _, h := range sent {
		u, err := f.accept(h)
		if err != nil {
			f.b.addError(validate.CodeOf(err), named(h, f.max > 0)+err.Error())
			continue
		}
		good = append(good, u)
	}
	if len(f.b.errs) == 0 {
		f.store(good)
	}
}

// named says which of several files is meant.
func named(h SentFile, several bool) string {
	if !several {
		return ""
	}
	return storage.FileName(h.Name) + ": "
}

// accept checks one file: the cheap checks first, and its content only when its size is allowed.
func (f *FileField) accept(h SentFile) (*Upload, error) {
	u := &Upload{Name: storage.FileName(h.Name), Size: h.Size, open: h.Open}
	switch {
	case h.Size == 0:
		return nil, fail("empty", "The submitted file is empty.")
	case h.Size > f.size:
		return nil, fail("max_size", fmt.Sprintf("Ensure this file has at most %s (it has %s).", bytesText(f.size), bytesText(h.Size)))
	}
	if len(f.extensions) > 0 {
		if err := validate.FileExtension(f.extensions...)(u.Name); err != nil {
			return nil, err
		}
	}
	file, err := h.Open()
	if err != nil {
		return nil, fail("invalid", "The file could not be read. Please send it again.")
	}
	defer file.Close() //nolint:errcheck // it was only read
	if u.Type, err = sniff(file); err != nil {
		return nil, fail("invalid", "The file could not be read. Please send it again.")
	}
	if len(f.types) > 0 && !slices.Contains(f.types, u.Type) {
		return nil, f.wrongType(u.Type)
	}
	if f.pixels > 0 {
		if err := u.measure(file, f.pixels); err != nil {
			return nil, err
		}
	}
	for _, check := range f.checks {
		if err := check(u); err != nil {
			return nil, err
		}
	}
	return u, nil
}

func (f *FileField) wrongType(got string) error {
	if f.pixels > 0 {
		return errNotImage()
	}
	return fail("invalid_type", fmt.Sprintf("Files of the type %s are not allowed. Allowed types are: %s.", got, strings.Join(f.types, ", ")))
}

// sniff reads the beginning of a file, tells its media type, and goes back to the start.
func sniff(f io.ReadSeeker) (string, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 {
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head[:n]), ";")
	return kind, nil
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// bytesText writes a size for people.
func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return plural(int(n), "byte")
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}
