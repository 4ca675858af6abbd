package devloop

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// prefix begins the paths of the proxy's own files.
const prefix = "/__musette/"

// isNavigation reports whether a browser asks for a page to show, and not for a part of one.
func isNavigation(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodPost || r.Header.Get("HX-Request") != "" || r.Header.Get("Upgrade") != "" {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "document", "iframe", "frame":
		return true
	case "":
		return strings.Contains(r.Header.Get("Accept"), "text/html")
	}
	return false
}

// isPart reports whether a browser asks for something that a page names, which was up to date a moment ago.
func isPart(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "audio", "font", "image", "manifest", "script", "style", "track", "video":
		return true
	}
	return false
}

// scriptTag is the element that loads the script.
func scriptTag(v version, nonce string) string {
	if nonce != "" {
		nonce = ` nonce="` + html.EscapeString(nonce) + `"`
	}
	return fmt.Sprintf(`<script src="%sdev.js" data-page="%s" data-style="%s"%s></script>`, prefix, html.EscapeString(v.Page), html.EscapeString(v.Style), nonce)
}

// inject adds the script to a page that answers a navigation. It stands behind everything, where browsers accept it, so that
// a page that is streamed stays so.
func inject(res *http.Response, v version) {
	if res.Request == nil || !isNavigation(res.Request) || res.StatusCode < 200 || bodyless(res.StatusCode) || !isHTML(res.Header) {
		return
	}
	tag := scriptTag(v, allow(res.Header))
	for _, name := range []string{"ETag", "Last-Modified", "Content-Digest", "Repr-Digest"} { // they are those of the page without it
		res.Header.Del(name)
	}
	if res.ContentLength >= 0 {
		res.ContentLength += int64(len(tag))
		res.Header.Set("Content-Length", strconv.FormatInt(res.ContentLength, 10))
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(res.Body, bytes.NewReader([]byte(tag))), res.Body}
}

func bodyless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified || status == http.StatusPartialContent
}

func isHTML(h http.Header) bool {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	coding := h.Get("Content-Encoding")
	return err == nil && kind == "text/html" && (coding == "" || coding == "identity")
}
