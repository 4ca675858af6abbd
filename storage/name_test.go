package storage_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/storage"
)

// hostile are names of the kinds that have broken out of folders elsewhere.
func hostile() []string {
	return []string{
		"", "/", ".", "..", "../x", "a/../../x", "a/..", "/etc/passwd", "//host/share", "a//b", "a/", "./a",
		"..%2fx", "%2e%2e/x", "%252e%252e%252fx", "a%00b", "a%2fb",
		"..\\x", "a\\b", `C:\x`, "C:x", "c:/x", `\\host\share\x`, `\\?\C:\x`, "a:stream", "file:///etc/passwd",
		"a\x00b", "a\x00.png", "a\nb", "a\rb", "a\x1bb", "a\tb", "\x7f", "a\u202eb", "a\u2028b", "\ufeffa",
		"\xc0\xae\xc0\xae/x", "\xc0\xaf", "a\xff", "\xed\xa0\x80", "..\xc0\xafx", "\u2024\u2024/x", "a\u2215b", "a\uff0fb", "\uff0e\uff0e/x",
		"CON", "con.txt", "nul", "a/NUL", "COM1", "com1.log", "LPT9.x.y", "AUX ", "aux .txt", "COM¹", "PRN",
		".hidden", "a/.git/config", ".unfinished/x", " a", "a ", "a.", "a/b.", "a/ b",
		"a*b", "a?b", "a<b", "a>b", `a"b`, "a|b", "a;b", "a&b", "a$b", "a`b", "a'b", "~root\x00", "a#b", "a[b", "{a,b}",
		strings.Repeat("a", storage.MaxSegment+1), strings.Repeat("a/", storage.MaxName/2) + "aa", strings.Repeat("../", 300) + "x",
	}
}

func TestCheckNameRefuses(t *testing.T) {
	t.Parallel()
	for _, name := range hostile() {
		err := storage.CheckName(name)
		if err == nil || problem.Of(err) != problem.NotFound {
			t.Errorf("CheckName(%q) = %v", name, err)
			continue
		}
		if strings.ContainsAny(err.Error(), "\n\r\x1b\x00") || len(err.Error()) > 400 {
			t.Errorf("CheckName(%q): the error is unfit for a log: %q", name, err)
		}
	}
}

func TestCheckNameAllows(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a", "a.png", "a/b/c.tar.gz", "My Holiday (1).jpg", "ä ö/日本.txt", "a..b", "_", "-", "~x", "console.log", "com10", "a+b=c@d", "कि.txt"} {
		if err := storage.CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"photo.png":                         "photo.png",
		`C:\fakepath\photo.png`:             "photo.png",
		"../../etc/passwd":                  "passwd",
		"My Face.PNG":                       "My_Face.PNG",
		"":                                  "file",
		"..":                                "file",
		".htaccess":                         "htaccess",
		"a\x00.php":                         "a.php",
		"<script>.html":                     "script.html",
		"CON.txt":                           "_CON.txt",
		"наша фотография.jpg":               "наша_фотография.jpg",
		"\xff\xfe.txt":                      "txt",
		"a\r\nContent-Type: text/html.txt":  "html.txt",
		strings.Repeat("é", 500) + ".jpeg":  strings.Repeat("é", 97) + ".jpeg",
		"x." + strings.Repeat("y", 300):     "x." + strings.Repeat("y", 198),
		"report" + strings.Repeat(" ", 900): "report" + strings.Repeat("_", 194),
	} {
		if got := storage.FileName(sent); got != want {
			t.Errorf("FileName(%q) = %q, want %q", sent, got, want)
		}
	}
}

// FuzzName holds two promises: what FileName makes can be stored, and no name that comes from outside touches anything but the
// bucket's folder, whatever it says.
func FuzzName(f *testing.F) {
	for _, name := range hostile() {
		f.Add(name)
	}
	f.Add("a/b.png")
	home := f.TempDir()
	dir := filepath.Join(home, "media")
	folder, err := storage.Folder(dir)
	if err != nil {
		f.Fatal(err)
	}
	b := storage.New(folder, storage.Options{})
	f.Cleanup(func() { _ = b.Close() })
	if err := os.WriteFile(filepath.Join(home, "outside"), []byte("outside"), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		made := storage.FileName(name)
		if err := storage.CheckName(made); err != nil {
			t.Fatalf("FileName(%q) = %q: %v", name, made, err)
		}
		if strings.Contains(made, "/") {
			t.Fatalf("FileName(%q) = %q has a slash", name, made)
		}
		got, err := b.Save(context.Background(), name, strings.NewReader("inside"))
		if (err == nil) != (storage.CheckName(name) == nil) && !os.IsExist(err) && len(name) < 200 && !strings.Contains(name, "/") {
			t.Fatalf("Save(%q) = %q, %v", name, got, err)
		}
		if file, err := b.Open(context.Background(), name); err == nil {
			if file.Info().Size != int64(len("inside")) {
				t.Fatalf("Open(%q) reached another file", name)
			}
			_ = file.Close()
		}
		if got != "" {
			if err := b.Delete(context.Background(), got); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := os.ReadDir(home)
		if err != nil || len(entries) != 2 {
			t.Fatalf("Save(%q) wrote outside: %v %v", name, entries, err)
		}
	})
}
