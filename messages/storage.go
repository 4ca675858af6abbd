package messages

import (
	"net/http"

	"github.com/musette-go/musette/session"
	"github.com/musette-go/musette/web"
)

// Storage keeps messages for a browser from one request to another.
type Storage interface {
	// Load returns the messages that are kept for the browser, oldest first.
	Load(r *http.Request) ([]Message, error)
	// Save keeps messages in the place of all that are there; none removes them. Where there is no room for all, the oldest are lost,
	// and it returns their number. The answer's header has not been sent yet.
	Save(h http.Header, r *http.Request, ms []Message) (lost int, err error)
}

// Codec turns the text that [Encode] gives into the value of a cookie that nobody else can make, and back. A site beside Django takes
// Django's signature.
type Codec interface {
	Encode(text string) (value string, err error)
	Decode(value string) (text string, err error)
}

// CookieOptions configure [Cookie]. The zero value is usable.
type CookieOptions struct {
	// Cookie is its name and reach; Readable is not used. Defaults to the name "messages", with the prefix __Host- where [web.Cookies]
	// are secure, until the browser is closed.
	Cookie web.Cookie
	// Codec signs the value. Defaults to the site's own keys (web.Cookie.Signed).
	Codec Codec
}

// maxCookie is how many bytes the messages may have in a cookie, as in Django: others need room too.
const maxCookie = 2048

// Cookie keeps messages in a signed cookie of at most 2 KiB: nobody can change them, the person's own browser can read them, and the
// server stores nothing.
func Cookie(o CookieOptions) Storage {
	if o.Cookie.Name == "" {
		o.Cookie.Name = "messages"
	}
	o.Cookie.Signed, o.Cookie.Readable = o.Codec == nil, false
	return cookie{o}
}

type cookie struct{ opt CookieOptions }

func (c cookie) Load(r *http.Request) ([]Message, error) {
	ms, _, err := c.load(r)
	return ms, err
}

// load also says whether there are more in another place. A cookie that is not ours is none.
func (c cookie) load(r *http.Request) (ms []Message, more bool, err error) {
	value, ok := c.opt.Cookie.Get(r)
	if !ok || len(value) > 2*maxCookie {
		return nil, false, nil
	}
	if c.opt.Codec != nil {
		if value, err = c.opt.Codec.Decode(value); err != nil {
			return nil, false, nil
		}
	}
	if ms, more, err = Decode(value); err != nil {
		return nil, false, nil
	}
	return ms, more, nil
}

func (c cookie) Save(h http.Header, r *http.Request, ms []Message) (lost int, err error) {
	all := items(ms)
	size := len("[]")
	for lost = len(all); lost > 0 && size+len(all[lost-1])+1 <= maxCookie; lost-- {
		size += len(all[lost-1]) + 1
	}
	for ; lost < len(all); lost++ { // a codec may make more of it
		value, err := c.value(list(all[lost:], false))
		if err != nil {
			return 0, err
		}
		if len(value) <= maxCookie {
			return lost, c.opt.Cookie.Set(headers{h}, r, value)
		}
	}
	c.opt.Cookie.Delete(headers{h}, r)
	return lost, nil
}

// value is the text as it stands in the cookie, unless that signs it itself.
func (c cookie) value(text string) (string, error) {
	if c.opt.Codec == nil {
		return text, nil
	}
	return c.opt.Codec.Encode(text)
}

// saveFirst keeps as many of the oldest as there is room for, with the mark that there are more where some are left. It returns how many
// it has kept.
func (c cookie) saveFirst(h http.Header, r *http.Request, ms []Message) (kept int, err error) {
	if len(ms) == 0 {
		c.opt.Cookie.Delete(headers{h}, r)
		return 0, nil
	}
	all := items(ms)
	size := len("[]") + len(mark)
	for kept < len(all) && size+len(all[kept])+1 <= maxCookie {
		size += len(all[kept]) + 1
		kept++
	}
	for ; ; kept-- {
		value, err := c.value(list(all[:kept], kept < len(all)))
		if err != nil {
			return 0, err
		}
		if len(value) <= maxCookie || kept == 0 {
			return kept, c.opt.Cookie.Set(headers{h}, r, value)
		}
	}
}

// headers is a writer of headers only.
type headers struct{ h http.Header }

func (w headers) Header() http.Header         { return w.h }
func (w headers) Write(p []byte) (int, error) { return len(p), nil }
func (w headers) WriteHeader(int)             {}

// Session keeps messages in the session, under Django's name, so that a page that shows messages reads the session.
func Session() Storage { return inSession{session.NewKey[string]("_messages")} }

type inSession struct{ key session.Key[string] }

func (s inSession) Load(r *http.Request) ([]Message, error) {
	text, ok, err := s.key.Get(r.Context())
	if err != nil || !ok {
		return nil, err
	}
	ms, _, err := Decode(text)
	return ms, err
}

func (s inSession) Save(_ http.Header, r *http.Request, ms []Message) (int, error) {
	if len(ms) == 0 {
		return 0, s.key.Delete(r.Context())
	}
	return 0, s.key.Set(r.Context(), Encode(ms, false))
}

// Fallback keeps messages in a cookie and those that have no room there in the session, as Django does by default: as long as there
// are few, no session is read.
func Fallback(o CookieOptions) Storage { return fallback{Cookie(o).(cookie), Session()} }

type fallback struct {
	cookie  cookie
	session Storage
}

func (f fallback) Load(r *http.Request) ([]Message, error) {
	ms, more, err := f.cookie.load(r)
	if err != nil || !more {
		return ms, err
	}
	rest, err := f.session.Load(r)
	return append(ms, rest...), err
}

func (f fallback) Save(h http.Header, r *http.Request, ms []Message) (int, error) {
	_, had, err := f.cookie.load(r)
	if err != nil {
		return 0, err
	}
	kept, err := f.cookie.saveFirst(h, r, ms)
	if err != nil || kept == len(ms) && !had {
		return 0, err
	}
	return f.session.Save(h, r, ms[kept:])
}
