package django

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/messages"
	"github.com/musette-go/musette/web"
)

// CSRFStore returns the store that [Shared] sets: Django's cookie and Django's tokens. A form that either site has made can be sent to the
// other. Django must keep its secrets in the cookie: CSRF_USE_SESSIONS = False, which is its default.
func CSRFStore(o Options) web.CSRFStore { return newBeside(o).csrfStore() }

func (b *beside) csrfStore() web.CSRFStore {
	c := b.cookie(b.CSRFCookie)
	c.MaxAge, c.Readable = web.OneYear, true // scripts of Django's pages read it
	return csrfStore{cookie: c, masked: b.before(4, 1)}
}

type csrfStore struct {
	cookie web.Cookie
	masked bool // Django up to 4.0 puts a token into the cookie, later ones the secret
}

var _ web.CSRFTokens = csrfStore{}

// Secret implements [web.CSRFStore].
func (c csrfStore) Secret(r *http.Request) string {
	value, _ := c.cookie.Get(r)
	secret, _ := UnmaskCSRF(value)
	return secret
}

// Save implements [web.CSRFStore].
func (c csrfStore) Save(h http.Header, r *http.Request, secret string) {
	if c.masked {
		secret = MaskCSRF(secret)
	}
	_ = c.cookie.Set(headerWriter{h}, r, secret) // fails for a wrong name only, and then nothing can be checked
}

// NewSecret implements [web.CSRFTokens].
func (csrfStore) NewSecret() string { return NewCSRFSecret() }

// Mask implements [web.CSRFTokens].
func (csrfStore) Mask(secret string) string { return MaskCSRF(secret) }

// Matches implements [web.CSRFTokens].
func (csrfStore) Matches(token, secret string) bool { return MatchCSRF(secret, token) }

// headerWriter is a writer of headers only.
type headerWriter struct{ h http.Header }

func (w headerWriter) Header() http.Header         { return w.h }
func (w headerWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w headerWriter) WriteHeader(int)             {}

// messageStorage keeps messages where Django does, so that each site shows those of the other.
func (b *beside) messageStorage() messages.Storage {
	if b.SessionMessages {
		return messages.Session()
	}
	return messageStorage{b}
}

// messageStorage is messages.Fallback with the keys of the request.
type messageStorage struct{ b *beside }

func (s messageStorage) storage(ctx context.Context) messages.Storage {
	return messages.Fallback(messages.CookieOptions{Cookie: s.b.cookie("messages"), Codec: messageCodec{Messages{Keys: s.b.keys(ctx)}}})
}

// Load implements [messages.Storage].
func (s messageStorage) Load(r *http.Request) ([]messages.Message, error) {
	return s.storage(r.Context()).Load(r)
}

// Save implements [messages.Storage].
func (s messageStorage) Save(h http.Header, r *http.Request, ms []messages.Message) (int, error) {
	return s.storage(r.Context()).Save(h, r, ms)
}

// messageCodec signs the text of a cookie as Django does.
type messageCodec struct{ m Messages }

// Encode implements [messages.Codec].
func (c messageCodec) Encode(text string) (string, error) {
	return signObject(c.m.signer(), []byte(text))
}

// Decode implements [messages.Codec].
func (c messageCodec) Decode(value string) (string, error) {
	data, err := c.m.open(value)
	return string(data), err
}
