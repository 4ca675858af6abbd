package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// CORSOptions configure [CORS]. Origins or AnyOrigin is required.
type CORSOptions struct {
	// Origins are the sites whose scripts may ask: "https://app.example", with the scheme. They are compared whole.
	Origins []string
	// AnyOrigin lets the scripts of all sites ask, without cookies. Defaults to false.
	AnyOrigin bool
	// Credentials lets the listed sites' requests carry cookies. It cannot be had together with AnyOrigin. Defaults to false.
	Credentials bool
	// Paths are the beginnings of the paths that this is about. Defaults to "/api/".
	Paths []string
	// Methods may be used. Defaults to GET, HEAD, POST, PUT, PATCH and DELETE.
	Methods []string
	// Headers may be sent by scripts. Defaults to Accept, Authorization, Content-Type and X-CSRFToken.
	Headers []string
	// Expose are headers of answers that scripts may read, besides the few they always may. Defaults to none.
	Expose []string
	// MaxAge is how long browsers remember the answer to their question. Defaults to 10 minutes.
	MaxAge time.Duration
}

// CORS lets scripts of other sites use an API (Fetch Standard, cross-origin resource sharing). It answers the question that
// browsers ask first by itself. Without it no other site's script can read anything. The origin "null", which sandboxed pages
// and local files have, is never let in. The error names origins and headers that are not well-formed.
func CORS(opt CORSOptions) (Middleware, error) {
	c, err := newCORS(opt)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !c.about(r.URL.Path) {
				next.ServeHTTP(w, r)
				return
			}
			h := w.Header()
			h.Add("Vary", "Origin")
			allowed := c.allow(h, r.Header["Origin"])
			if r.Method == http.MethodOptions && r.Header["Access-Control-Request-Method"] != nil {
				if allowed {
					h["Access-Control-Allow-Methods"] = c.methods
					h["Access-Control-Allow-Headers"] = c.headers
					h["Access-Control-Max-Age"] = c.maxAge
				}
				w.WriteHeader(http.StatusNoContent)
				return
			}
			next.ServeHTTP(w, r)
		})
	}, nil
}

type cors struct {
	opt                              CORSOptions
	origins                          map[string]bool
	methods, headers, expose, maxAge []string
}

func newCORS(opt CORSOptions) (*cors, error) {
	c := &cors{opt: opt, origins: make(map[string]bool)}
	var errs []error
	for _, o := range opt.Origins {
		origin, ok := parseOrigin(o)
		if !ok {
			errs = append(errs, fmt.Errorf("web: %s is not an origin: write https://app.example, with the scheme and without a path", quoted(o)))
		}
		c.origins[origin] = true
	}
	switch {
	case opt.AnyOrigin && opt.Credentials:
		errs = append(errs, errors.New("web: CORS: AnyOrigin with Credentials would let every site act as whoever is logged in: list the origins"))
	case !opt.AnyOrigin && len(opt.Origins) == 0:
		errs = append(errs, errors.New("web: CORS: no origin is listed: list some, or set AnyOrigin"))
	}
	if opt.Paths == nil {
		c.opt.Paths = []string{"/api/"}
	}
	if opt.MaxAge == 0 {
		opt.MaxAge = 10 * time.Minute
	}
	var err error
	list := func(have, or []string) []string {
		if have == nil {
			have = or
		}
		for _, name := range have {
			if !isFieldName(name) {
				err = errors.Join(err, fmt.Errorf("web: CORS: %s is not the name of a header or method", quoted(name)))
			}
		}
		if len(have) == 0 {
			return nil
		}
		return []string{strings.Join(have, ", ")}
	}
	c.methods = list(opt.Methods, []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
	c.headers = list(opt.Headers, []string{"Accept", "Authorization", "Content-Type", "X-CSRFToken"})
	c.expose = list(opt.Expose, nil)
	c.maxAge = []string{strconv.Itoa(wholeSeconds(opt.MaxAge))}
	return c, errors.Join(append(errs, err)...)
}

func isFieldName(s string) bool {
	return s != "" && only(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-")
}

func (c *cors) about(path string) bool {
	for _, p := range c.opt.Paths {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// allow writes the headers that let a script read the answer.
func (c *cors) allow(h http.Header, origins []string) bool {
	if len(origins) != 1 {
		return false
	}
	if c.opt.AnyOrigin && origins[0] != "null" {
		h.Set("Access-Control-Allow-Origin", "*")
	} else {
		origin, ok := parseOrigin(origins[0])
		if !ok || !c.origins[origin] {
			return false
		}
		h.Set("Access-Control-Allow-Origin", origin)
		if c.opt.Credentials {
			h.Set("Access-Control-Allow-Credentials", "true")
		}
	}
	if c.expose != nil {
		h["Access-Control-Expose-Headers"] = c.expose
	}
	return true
}
