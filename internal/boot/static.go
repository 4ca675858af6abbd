package boot

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// staticFiles serves the static files of all apps from memory. The address of a file ends in a hash of its content, so
// that browsers may keep it for ever.
type staticFiles struct {
	byPath map[string]*staticFile
}

type staticFile struct {
	name string
	body []byte
	hash string
}

// staticDirs are the folders in which an app's file system may hold the files.
var staticDirs = []string{"static", "."}

func newStatic(apps []app.App) (*staticFiles, error) {
	s := &staticFiles{byPath: map[string]*staticFile{}}
	for _, a := range apps {
		if a.Static == nil {
			continue
		}
		if err := s.add(a.Static); err != nil {
			return nil, fmt.Errorf("musette: static files of app %s: %w", a.Name, err)
		}
	}
	return s, nil
}

func (s *staticFiles) add(files fs.FS) error {
	for _, dir := range staticDirs {
		if info, err := fs.Stat(files, dir); err != nil || !info.IsDir() {
			continue
		}
		sub, err := fs.Sub(files, dir)
		if err != nil {
			return err
		}
		return fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := fs.ReadFile(sub, name)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(body)
			s.byPath[name] = &staticFile{name: name, body: body, hash: base64.RawURLEncoding.EncodeToString(sum[:9])}
			return nil
		})
	}
	return nil
}

// url is the address of a file for the template function static.
func (s *staticFiles) url(name string) (string, error) {
	f := s.byPath[strings.TrimPrefix(name, "/")]
	if f == nil {
		names := make([]string, 0, len(s.byPath))
		for n := range s.byPath {
			names = append(names, n)
		}
		sort.Strings(names)
		return "", fmt.Errorf("musette: no static file %q: there are %s", name, strings.Join(names, ", "))
	}
	return "/static/" + f.name + "?v=" + f.hash, nil
}

func (s *staticFiles) routes(r *web.Router) {
	r.Get("/static/{file:path}", s.serve).Name("static")
}

func (s *staticFiles) serve(w http.ResponseWriter, r *http.Request) error {
	f := s.byPath[path.Clean(web.Param(r, "file"))]
	if f == nil {
		return web.NewError(http.StatusNotFound, "There is no such file.")
	}
	h := w.Header()
	h.Set("ETag", `"`+f.hash+`"`)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.body))
	return nil
}
