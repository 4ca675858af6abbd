package static

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/web"
)

// What browsers and proxies may keep: an address with a hash for a year, which is as good as ever, a plain one only after
// asking.
const (
	keepForever = "public, max-age=31536000, immutable"
	askAgain    = "no-cache"
)

// Routes registers the files below the path of the base, under the name "static".
func (f *Files) Routes(r *web.Router) *web.Route {
	return r.Get(f.path+"{file:path}", func(w http.ResponseWriter, r *http.Request) error {
		return f.Serve(w, r, web.Param(r, "file"))
	}).Name("static").Public()
}

// Serve sends the file with a name as it stands in addresses: "shop/shop.3f2a9c0b1d2e.css" or "shop/shop.css". An unknown name
// is a 404. It answers conditional requests, HEAD and ranges (RFC 9110), and sends the compressed form that the client likes
// best, but to a request for a range.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name string) error {
	s, err := f.state()
	if err != nil {
		return err
	}
	one := s.served[name]
	if one == nil {
		return web.NewError(http.StatusNotFound, "There is no such file.")
	}
	h := w.Header()
	h.Set("Content-Type", one.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", askAgain)
	if name == one.hashed && name != one.name {
		h.Set("Cache-Control", keepForever)
	}
	encoding := ""
	if one.squeeze && one.size >= minCompress {
		h.Add("Vary", "Accept-Encoding")
		if r.Header.Get("Range") == "" {
			encoding = accepted(r.Header.Get("Accept-Encoding"), one.has)
		}
	}
	if encoding != "" {
		return one.sendCompressed(w, r, encoding)
	}
	return one.send(w, r, one.etag, one.open)
}

// send answers with the content that open returns.
func (f *file) send(w http.ResponseWriter, r *http.Request, etag string, open func() (io.ReadSeeker, func(), error)) error {
	content, done, err := open()
	if err != nil {
		return err
	}
	defer done()
	w.Header().Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, f.name, time.Time{}, content)
	return nil
}

// has reports whether there is a version of the file in an encoding, and makes it when it is first asked for. A file that
// does not get smaller has none.
func (f *file) has(encoding string) bool {
	v := f.versions[encoding]
	if v == nil {
		return false
	}
	if v.stored != "" {
		return true
	}
	if f.size > maxCompress || f.collected {
		return false
	}
	v.once.Do(func() {
		for _, e := range encodings {
			if e.name == encoding {
				if body, err := f.content(); err == nil {
					v.body, _ = compress(e.quick, body) // without it, the file is sent as it is
				}
			}
		}
	})
	return v.body != nil
}

func (f *file) sendCompressed(w http.ResponseWriter, r *http.Request, encoding string) error {
	v := f.versions[encoding]
	return f.send(w, r, f.etag+"-"+encoding, func() (io.ReadSeeker, func(), error) {
		content, done, err := io.ReadSeeker(bytes.NewReader(v.body)), func() {}, error(nil)
		if v.stored != "" {
			content, done, err = openStored(f.from, v.stored)
		}
		if err != nil {
			return nil, nil, err
		}
		size, err := content.Seek(0, io.SeekEnd)
		if err != nil {
			done()
			return nil, nil, err
		}
		h := w.Header()
		h.Set("Content-Encoding", encoding)
		h.Set("Content-Length", strconv.FormatInt(size, 10)) // ServeContent does not set it for encoded content
		return content, done, nil
	})
}
