package django

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// What Django keeps in a session about who is logged in. The user's key is text, whatever its type in the table.
const (
	SessionUserID      = "_auth_user_id"
	SessionUserBackend = "_auth_user_backend"
	SessionUserHash    = "_auth_user_hash" // of SessionAuthHash
	SessionCSRF        = "_csrftoken"      // with CSRF_USE_SESSIONS
	SessionMessages    = "_messages"       // of Messages.Marshal
	// ModelBackend is the value of SessionUserBackend for a login by name and password.
	ModelBackend = "django.contrib.auth.backends.ModelBackend"
)

// The salts of Django's session stores: that of the table, files and caches, and that of cookies.
const (
	SessionSalt       = "django.contrib.sessions.SessionStore"
	SessionCookieSalt = "django.contrib.sessions.backends.signed_cookies"
)

// SessionCodec reads and writes the data of Django's sessions: the column session_data of django_session, or the session cookie of
// the signed_cookies store. It knows Django's JSONSerializer. A session of the PickleSerializer is [ErrMalformed]: reading one would
// be running the program that it is.
type SessionCodec struct {
	// Keys sign and recognize.
	Keys Keys
	// Salt is what the class of Django's session store says. Defaults to [SessionSalt].
	Salt string
	// MaxAge is how old the data may be, for stores in cookies; give it SESSION_COOKIE_AGE there. Defaults to any age, since a table
	// has its own column for that.
	MaxAge time.Duration
}

// Encode returns the data as Django 3.1 and later write it, at most [MaxEncoded] bytes. Each value is JSON.
func (c SessionCodec) Encode(data map[string]json.RawMessage) (string, error) {
	if data == nil {
		data = map[string]json.RawMessage{}
	}
	text, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("django: session data: %w", err)
	}
	return signObject(c.signer(), text)
}

// Decode returns the data of a session. With [SHA256OrSHA1] and [SHA1] it also reads what Django wrote before 3.1. Every error means
// that there is no session; Django takes such data for an empty one.
func (c SessionCodec) Decode(text string) (map[string]json.RawMessage, error) {
	data, err := unsignObject(c.signer(), text, c.MaxAge)
	if errors.Is(err, ErrBadSignature) && c.Keys.Hash != SHA256 {
		data, err = c.decodeOld(text)
	}
	if err != nil {
		return nil, err
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(data, &out); err != nil || out == nil {
		return nil, fmt.Errorf("%w: session data that is no JSON object, which a pickled one is not either", ErrMalformed)
	}
	return out, nil
}

func (c SessionCodec) signer() Signer {
	if c.Salt == "" {
		c.Salt = SessionSalt
	}
	return Signer{Keys: c.Keys, Salt: c.Salt}
}

// decodeOld reads the format before Django 3.1: base64 of a signature by SHA-1 in hexadecimal, ":", and JSON. Only tables hold it.
func (c SessionCodec) decodeOld(text string) ([]byte, error) {
	if c.Salt != "" && c.Salt != SessionSalt || c.MaxAge > 0 || len(text) > MaxEncoded {
		return nil, ErrBadSignature
	}
	if strings.ContainsAny(text, "\r\n") { // which encoding/base64 would pass over
		return nil, ErrBadSignature
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrBadSignature
	}
	signature, value, found := strings.Cut(string(data), ":")
	old := c.Keys
	old.Hash = SHA1
	if ok, _ := old.verify("django.contrib.sessionsSessionStore", value, signature, hex.EncodeToString); !found || !ok {
		return nil, ErrBadSignature
	}
	return latin1([]byte(value)), nil
}
