package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FrameOptions is a value of X-Frame-Options.
type FrameOptions string

// The values of X-Frame-Options.
const (
	FrameDeny       FrameOptions = "DENY"
	FrameSameOrigin FrameOptions = "SAMEORIGIN"
)

// ReferrerPolicy is a value of Referrer-Policy.
type ReferrerPolicy string

// The values of Referrer-Policy that tell other sites nothing, or at most the origin.
const (
	NoReferrer                  ReferrerPolicy = "no-referrer"
	ReferrerSameOrigin          ReferrerPolicy = "same-origin"
	ReferrerStrictOrigin        ReferrerPolicy = "strict-origin"
	StrictOriginWhenCrossOrigin ReferrerPolicy = "strict-origin-when-cross-origin"
)

// OpenerPolicy is a value of Cross-Origin-Opener-Policy.
type OpenerPolicy string

// The values of Cross-Origin-Opener-Policy.
const (
	OpenerSameOrigin  OpenerPolicy = "same-origin"
	OpenerAllowPopups OpenerPolicy = "same-origin-allow-popups"
	OpenerUnsafeNone  OpenerPolicy = "unsafe-none"
)

// ResourcePolicy is a value of Cross-Origin-Resource-Policy.
type ResourcePolicy string

// The values of Cross-Origin-Resource-Policy.
const (
	ResourceSameOrigin  ResourcePolicy = "same-origin"
	ResourceSameSite    ResourcePolicy = "same-site"
	ResourceCrossOrigin ResourcePolicy = "cross-origin"
)

// EmbedderPolicy is a value of Cross-Origin-Embedder-Policy.
type EmbedderPolicy string

// The values of Cross-Origin-Embedder-Policy.
const (
	EmbedderRequireCORP    EmbedderPolicy = "require-corp"
	EmbedderCredentialless EmbedderPolicy = "credentialless"
)

// HeaderOptions configure [Headers]. The zero value is what a site should send.
type HeaderOptions struct {
	// CSP is the content security policy. Defaults to the zero [CSP], which is strict.
	CSP CSP
	// Frames is X-Frame-Options, for browsers that do not know frame-ancestors. Defaults to DENY.
	Frames FrameOptions
	// Referrer is Referrer-Policy. Defaults to same-origin.
	Referrer ReferrerPolicy
	// Opener is Cross-Origin-Opener-Policy. Defaults to same-origin.
	Opener OpenerPolicy
	// Resource is Cross-Origin-Resource-Policy. Defaults to same-origin.
	Resource ResourcePolicy
	// Embedder is Cross-Origin-Embedder-Policy. Defaults to none, since it breaks pages that show other sites' images.
	Embedder EmbedderPolicy
	// Permissions is Permissions-Policy: for each feature of the browser, who may use it. No entries means nobody, "self"
	// this site, an origin another one. Defaults to nobody for camera, geolocation, microphone, payment and usb; empty and
	// not nil sends no header.
	Permissions map[string][]string
	// HSTSMaxAge is how long browsers insist on HTTPS for the site. It is sent over HTTPS only. Negative sends no
	// Strict-Transport-Security. Defaults to one year.
	HSTSMaxAge time.Duration
	// HSTSWithoutSubDomains leaves the sub-domains out. Defaults to false.
	HSTSWithoutSubDomains bool
	// HSTSPreload asks to be built into browsers. It takes years to undo. Defaults to false.
	HSTSPreload bool
}

// OneYear is the default of HSTSMaxAge: 365 days.
const OneYear = 365 * 24 * time.Hour

// line is a header that is always the same.
type line struct {
	name  string
	value []string
}

// Headers sets on every answer, errors and redirects included, the headers that make browsers careful: those of
// [HeaderOptions], and X-Content-Type-Options: nosniff. Those that mean something for pages only (X-Frame-Options,
// Cross-Origin-Opener-Policy, Cross-Origin-Embedder-Policy, Permissions-Policy) are left out where the Content-Type says that
// the answer is none: JSON, plain text, styles, scripts, images but SVG, fonts, sound, film. A handler may change them, [WithCSP] and [AllowFraming] do for single routes.
// X-XSS-Protection is not sent: browsers have removed what it switched on, since it could be turned against pages. The error
// names what is not well-formed.
func Headers(opt HeaderOptions) (Middleware, error) {
	p, err := opt.CSP.compile()
	lines, herr := opt.lines()
	if err := errors.Join(err, herr); err != nil {
		return nil, err
	}
	hsts := opt.hsts()
	always, late := splitLines(lines)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			g, r := guarded(r)
			h := w.Header()
			setLines(h, always)
			if rec, ok := w.(*recorder); ok && rec.status == 0 {
				rec.late = late
			} else {
				setLines(h, late)
			}
			if hsts != nil && (g.https || !g.resolved && r.TLS != nil) {
				h["Strict-Transport-Security"] = hsts
			}
			p.use(g, h)
			next.ServeHTTP(w, r)
		})
	}, nil
}

func setLines(h http.Header, lines []line) {
	for i := range lines {
		h[lines[i].name] = lines[i].value
	}
}

// splitLines takes the headers of pages out. An answer with more than eight headers costs net/http two microseconds more than
// one with eight, since its map is made anew, twice.
func splitLines(lines []line) (always, late []line) {
	for _, l := range lines {
		switch l.name {
		case "X-Frame-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Permissions-Policy":
			late = append(late, l)
		default:
			always = append(always, l)
		}
	}
	return always, late
}

// addLate adds the headers of pages, when the header is about to be sent, unless the answer is none or a handler has decided
// about them.
func addLate(w *recorder) {
	if w.late == nil {
		return
	}
	h := w.Header()
	if ct := h["Content-Type"]; len(ct) == 0 || isDocument(ct[0]) {
		for i := range w.late {
			if _, decided := h[w.late[i].name]; !decided {
				h[w.late[i].name] = w.late[i].value
			}
		}
	}
	w.late = nil
}

// isDocument reports whether browsers may show an answer of that type as a page of its own that runs scripts or can be
// clicked. What is not known counts as one.
func isDocument(contentType string) bool {
	for _, prefix := range []string{"application/json", "text/plain", "text/css", "text/javascript", "application/javascript", "font/", "audio/", "video/"} {
		if strings.HasPrefix(contentType, prefix) {
			return false
		}
	}
	return !strings.HasPrefix(contentType, "image/") || strings.HasPrefix(contentType, "image/svg")
}

// SecurityHeaders is [Headers] with its defaults.
func SecurityHeaders() Middleware {
	mw, err := Headers(HeaderOptions{})
	if err != nil { // the defaults are well-formed
		panic(err.Error())
	}
	return mw
}

// lines checks the options and lists the headers that never change.
func (o HeaderOptions) lines() ([]line, error) {
	var errs []error
	out := []line{{"X-Content-Type-Options", []string{"nosniff"}}}
	add := func(name, have, def string, known ...string) {
		if have == "" {
			have = def
		}
		if have == "" {
			return
		}
		if !slices.Contains(known, have) {
			errs = append(errs, fmt.Errorf("web: %s is not a value of %s: expected %s", quoted(have), name, strings.Join(known, ", ")))
		}
		out = append(out, line{name, []string{have}})
	}
	add("X-Frame-Options", string(o.Frames), string(FrameDeny), string(FrameDeny), string(FrameSameOrigin))
	add("Referrer-Policy", string(o.Referrer), string(ReferrerSameOrigin),
		string(NoReferrer), string(ReferrerSameOrigin), string(ReferrerStrictOrigin), string(StrictOriginWhenCrossOrigin))
	add("Cross-Origin-Opener-Policy", string(o.Opener), string(OpenerSameOrigin),
		string(OpenerSameOrigin), string(OpenerAllowPopups), string(OpenerUnsafeNone))
	add("Cross-Origin-Resource-Policy", string(o.Resource), string(ResourceSameOrigin),
		string(ResourceSameOrigin), string(ResourceSameSite), string(ResourceCrossOrigin))
	add("Cross-Origin-Embedder-Policy", string(o.Embedder), "", string(EmbedderRequireCORP), string(EmbedderCredentialless))
	permissions, err := permissionsPolicy(o.Permissions)
	if permissions != "" {
		out = append(out, line{"Permissions-Policy", []string{permissions}})
	}
	return out, errors.Join(append(errs, err)...)
}

// permissionsPolicy writes the header: camera=(), geolocation=(self "https://maps.example").
func permissionsPolicy(allow map[string][]string) (string, error) {
	if allow == nil {
		return "camera=(), geolocation=(), microphone=(), payment=(), usb=()", nil
	}
	var out []string
	for _, feature := range slices.Sorted(maps.Keys(allow)) {
		if feature == "" || !only(feature, "abcdefghijklmnopqrstuvwxyz0123456789-") {
			return "", fmt.Errorf("web: %s is not a feature of Permissions-Policy, such as camera", quoted(feature))
		}
		var list []string
		for _, who := range allow[feature] {
			if who != "self" {
				origin, ok := parseOrigin(who)
				if !ok {
					return "", fmt.Errorf("web: %s of Permissions-Policy is neither self nor an origin such as https://maps.example", quoted(who))
				}
				who = strconv.Quote(origin)
			}
			list = append(list, who)
		}
		out = append(out, feature+"=("+strings.Join(list, " ")+")")
	}
	return strings.Join(out, ", "), nil
}

// hsts is the value of Strict-Transport-Security, nil for none.
func (o HeaderOptions) hsts() []string {
	age := o.HSTSMaxAge
	if age == 0 {
		age = OneYear
	}
	if age < 0 {
		return nil
	}
	s := "max-age=" + strconv.FormatInt(int64(age/time.Second), 10)
	if !o.HSTSWithoutSubDomains {
		s += "; includeSubDomains"
	}
	if o.HSTSPreload {
		s += "; preload"
	}
	return []string{s}
}
