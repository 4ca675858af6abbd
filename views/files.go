package views

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/web"
)

// FilesOptions configure [Files]. Either Public or Allow is what it needs.
type FilesOptions struct {
	// Public lets everybody read every file. Defaults to false.
	Public bool
	// Allow decides who may read a file: an error refuses, and a problem of the kind Denied is 403. It is asked before anything is known of
	// the file, so that nobody learns which exist.
	Allow func(r *http.Request, name string) error
	// Inline are the media types that browsers may show; all others are downloads. Defaults to PNG, JPEG, GIF and WebP. Types that
	// browsers run something of are refused: HTML, SVG and other XML, PDF, scripts.
	Inline []string
	// MaxAge is how long browsers and proxies may keep a public file. Defaults to an hour.
	MaxAge time.Duration
}

// inlineTypes are the pictures that browsers only ever draw, with the extensions they go under.
func inlineTypes() []string { return []string{"image/png", "image/jpeg", "image/gif", "image/webp"} }

// Files serves a bucket's files, those of the site's own when b is nil, under a route with the parameter {name:path}. What people uploaded is never run in the site's name: a file
// is a download unless its content and its name both say that it is a picture of an allowed type, and nothing in its beginning looks
// like HTML; X-Content-Type-Options and a content security policy that allows nothing go with each. Files panics unless it is told who
// may read them, and when Inline names a type that browsers would run.
func Files(b *storage.Bucket, opt FilesOptions) web.HandlerFunc {
	if opt.Public == (opt.Allow != nil) {
		panic("views: Files: say who may read the files: either Public or Allow")
	}
	if opt.Inline == nil {
		opt.Inline = inlineTypes()
	}
	if i := slices.IndexFunc(opt.Inline, active); i >= 0 {
		panic(fmt.Sprintf("views: Files: Inline names %q, which browsers run in the site's name: leave it out, so that it is a download", opt.Inline[i]))
	}
	if opt.MaxAge == 0 {
		opt.MaxAge = time.Hour
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		name := web.Param(r, "name")
		if opt.Allow != nil {
			if err := opt.Allow(r, name); err != nil {
				return err
			}
		}
		return serveFile(w, r, b, name, opt)
	}
}

func serveFile(w http.ResponseWriter, r *http.Request, b *storage.Bucket, name string, opt FilesOptions) error {
	b, err := b.Or(r.Context())
	if err != nil {
		return err
	}
	f, err := b.Open(r.Context(), name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	kind, err := safeType(f, name, opt.Inline)
	if err != nil {
		return err
	}
	h := w.Header()
	disposition := "attachment"
	if kind != "" {
		disposition = "inline"
	} else {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", web.ContentDisposition(disposition, path.Base(name)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if opt.Public {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(opt.MaxAge/time.Second)))
	} else {
		h.Set("Cache-Control", "private, no-store")
	}
	info := f.Info()
	h.Set("ETag", `"`+strconv.FormatInt(info.ModTime.UnixNano(), 36)+"-"+strconv.FormatInt(info.Size, 36)+`"`)
	return web.Content(w, r, path.Base(name), info.ModTime, f)
}

// active reports whether a browser runs what a file of the media type holds. What is not known counts.
func active(mediaType string) bool {
	kind, sub, _ := strings.Cut(strings.ToLower(mediaType), "/")
	switch kind {
	case "image":
		return strings.Contains(sub, "xml") // SVG
	case "audio", "video", "font":
		return false
	}
	return true
}

// sniffed is how much of a file is looked at.
const sniffed = 64 << 10

// safeType is the media type under which a file may be shown, "" when it may not. The file is at its start afterwards.
func safeType(f io.ReadSeeker, name string, inline []string) (string, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull gives them as they are
		return "", err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	head = head[:n]
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	if !slices.Contains(inline, kind) || !saysSo(name, kind) || markup(head) {
		return "", nil
	}
	return kind, nil
}

// saysSo reports whether the extension belongs to the media type.
func saysSo(name, kind string) bool {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	_, sub, _ := strings.Cut(kind, "/")
	return ext == sub || ext == "jpg" && sub == "jpeg"
}

// markup reports whether something in a file would be read as HTML by a program that ignores its type.
func markup(head []byte) bool {
	low := bytes.ToLower(head)
	for _, tag := range []string{"<html", "<script", "<body", "<svg", "<!doctype", "<iframe", "<img", "<?php"} {
		if bytes.Contains(low, []byte(tag)) {
			return true
		}
	}
	return false
}

// SignedFiles gives addresses of private files that hold for some time, for whoever has them. [Signed] makes it.
type SignedFiles struct {
	signer func(ctx context.Context) form.Signer
	maxAge time.Duration
}

// Signed makes addresses of private files: URL gives one, and Allow, as [FilesOptions.Allow], lets only those in that it gave less than
// maxAge ago. Who has the address has the file, so give it only to those who may.
func Signed(signer func(ctx context.Context) form.Signer, maxAge time.Duration) *SignedFiles {
	return &SignedFiles{signer, maxAge}
}

// tokenParam is the parameter of the query with the signature.
const tokenParam = "token"

// URL is the address of a file with its signature.
func (s *SignedFiles) URL(ctx context.Context, b *storage.Bucket, name string) (string, error) {
	address, err := b.URL(name)
	if err != nil {
		return "", err
	}
	token, err := s.signer(ctx).Sign(name)
	if err != nil {
		return "", err
	}
	return address + "?" + url.Values{tokenParam: {token}}.Encode(), nil
}

// Allow refuses requests whose address was not signed for that file, or too long ago, with 403.
func (s *SignedFiles) Allow(r *http.Request, name string) error {
	token, err := web.Query(r, tokenParam)
	if err != nil {
		return err
	}
	if signed, err := s.signer(r.Context()).Unsign(token, s.maxAge); err != nil || signed != name {
		return problem.New(problem.Denied, "The address of this file is not valid, or no longer.")
	}
	return nil
}
