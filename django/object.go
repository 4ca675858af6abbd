package django

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// defaultDumpsSalt is that of signing.dumps.
const defaultDumpsSalt = "django.core.signing"

// Dumps is django.core.signing.dumps with compress=True: the value as JSON, packed when that is shorter, in base64, with time and
// signature. An empty salt is Django's default, "django.core.signing".
func Dumps(keys Keys, salt string, value any) (string, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("django: a value to be signed: %w", err)
	}
	return signObject(Signer{Keys: keys, Salt: orDefault(salt)}, data)
}

// Loads is django.core.signing.loads: it reads what Dumps made, here or in Django, into a pointer as [json.Unmarshal] does. One that
// is older than maxAge is [ErrSignatureExpired]; maxAge 0 accepts any age.
func Loads(keys Keys, salt, signed string, maxAge time.Duration, into any) error {
	data, err := unsignObject(Signer{Keys: keys, Salt: orDefault(salt)}, signed, maxAge)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %s", ErrMalformed, plain(err))
	}
	return nil
}

func orDefault(salt string) string {
	if salt == "" {
		return defaultDumpsSalt
	}
	return salt
}

// plain is an error of encoding/json without what it read.
func plain(err error) string {
	if mismatch, ok := err.(*json.UnmarshalTypeError); ok { //nolint:errorlint // encoding/json returns it bare
		return "a JSON value of another type at " + strconv.Quote(mismatch.Field)
	}
	return "it is not JSON"
}

// signObject signs JSON as TimestampSigner.sign_object does.
func signObject(s Signer, data []byte) (string, error) {
	data = asciiJSON(data)
	if len(data) > MaxDecoded {
		return "", ErrTooLarge
	}
	text := ""
	if packed := pack(data); len(packed) < len(data)-1 {
		text = "." + base64.RawURLEncoding.EncodeToString(packed)
	} else {
		text = base64.RawURLEncoding.EncodeToString(data)
	}
	if len(text) > MaxEncoded-100 { // time and signature follow
		return "", ErrTooLarge
	}
	return s.SignTime(text)
}

// unsignObject returns the JSON of what signObject made.
func unsignObject(s Signer, signed string, maxAge time.Duration) ([]byte, error) {
	text, _, err := s.UnsignTime(signed, maxAge)
	if err != nil {
		return nil, err
	}
	return decodeObject(text)
}

// decodeObject is the part behind the signature: base64, unpacked where a dot stands before it.
func decodeObject(text string) ([]byte, error) {
	text, packed := strings.CutPrefix(text, ".")
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not base64", ErrMalformed)
	}
	if packed {
		if data, err = unpack(data); err != nil {
			return nil, err
		}
	}
	return latin1(data), nil
}

// Packers and unpackers are used again: a packer has 800 KiB of tables.
var (
	packers   = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}
	unpackers sync.Pool // of io.ReadCloser
)

// pack is zlib.
func pack(data []byte) []byte {
	var packed bytes.Buffer
	w := packers.Get().(*zlib.Writer)
	defer packers.Put(w)
	w.Reset(&packed)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	return packed.Bytes()
}

// unpacker reads what pack made. Who has read it may put it back.
func unpacker(data []byte) (io.ReadCloser, error) {
	if r, ok := unpackers.Get().(io.ReadCloser); ok {
		return r, r.(zlib.Resetter).Reset(bytes.NewReader(data), nil)
	}
	return zlib.NewReader(bytes.NewReader(data))
}

// unpack undoes zlib, up to MaxDecoded bytes.
func unpack(data []byte) ([]byte, error) {
	r, err := unpacker(data)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be unpacked", ErrMalformed)
	}
	defer unpackers.Put(r)
	out, err := io.ReadAll(io.LimitReader(r, MaxDecoded+1))
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be unpacked", ErrMalformed)
	}
	if len(out) > MaxDecoded {
		return nil, ErrTooLarge
	}
	return out, nil
}

// latin1 reads bytes as Django's serializer does, which never makes any above 127 itself.
func latin1(data []byte) []byte {
	if isASCII(data) {
		return data
	}
	out := make([]byte, 0, len(data)+len(data)/2)
	for _, b := range data {
		out = utf8.AppendRune(out, rune(b))
	}
	return out
}

// asciiJSON writes every character above 127 as \u and four digits, as Python does: Django would read UTF-8 as Latin-1.
func asciiJSON(data []byte) []byte {
	if isASCII(data) {
		return data
	}
	out := make([]byte, 0, 2*len(data))
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		data = data[size:]
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

func isASCII(data []byte) bool {
	for _, b := range data {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
