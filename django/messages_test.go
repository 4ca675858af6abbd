package django_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/django"
)

func messages() []django.Message {
	return []django.Message{
		{Level: 25, Text: "Saved."}, {Level: 40, Text: "Żółć 🔑 <b>&\"", Tags: "big red"}, {Level: 20, Text: "<b>fine</b>", Safe: true}, {Level: 10, Text: ""},
	}
}

const pythonMessages = `
def message(m):
    return Message(m['Level'], mark_safe(m['Text']) if m['Safe'] else m['Text'], m['Tags'])
def plain(ms):
    return ms if ms is None else [m if isinstance(m, str) else
        dict(Level=m.level, Text=str(m.message), Tags=m.extra_tags or '', Safe=isinstance(m.message, SafeData)) for m in ms]
storage = CookieStorage(HttpRequest())
`

func TestMessagesOfDjango(t *testing.T) {
	t.Parallel()
	var theirs struct{ New, Old, Plain, More, Session string }
	python(t, messages(), pythonMessages+`
from django.contrib.messages.storage.cookie import MessageEncoder
ms = [message(m) for m in given]
text = json.dumps(ms, cls=MessageEncoder, separators=(',', ':'))
out = dict(New=storage._encode(ms), Old='%s$%s' % (storage._legacy_hash(text), text), Plain=storage.signer.sign(text),
    More=storage._encode(ms + [storage.not_finished]), Session=json.dumps(SessionStorage.serialize_messages(storage, ms)))`, &theirs)
	for name, c := range map[string]struct {
		keys   django.Keys
		cookie string
		more   bool
	}{
		"new": {keys(), theirs.New, false}, "new, 3.2": {keys32(), theirs.New, false}, "not all": {keys(), theirs.More, true}, "old": {keys32(), theirs.Old, false},
		"plain": {keys32(), theirs.Plain, false}, "fallback": {django.Keys{Secret: "new", Fallbacks: []string{"", secret}}, theirs.New, false},
	} {
		got, more, err := django.Messages{Keys: c.keys}.Decode(c.cookie)
		if err != nil || more != c.more || !slices.Equal(got, messages()) {
			t.Errorf("%s: %+v, %v, %v", name, got, more, err)
		}
	}
	if got, _, err := (django.Messages{Keys: keys()}).Decode(theirs.Old); !errors.Is(err, django.ErrBadSignature) || got != nil {
		t.Errorf("old, not read: %v, %v", got, err)
	}
	if got, err := django.UnmarshalMessages(json.RawMessage(theirs.Session)); err != nil || !slices.Equal(got, messages()) {
		t.Errorf("session: %+v, %v", got, err)
	}
}

func TestMessagesForDjango(t *testing.T) {
	t.Parallel()
	cookie, left, err := django.Messages{Keys: keys()}.Encode(messages())
	if err != nil || len(left) != 0 {
		t.Fatal(left, err)
	}
	session, err := django.MarshalMessages(messages())
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Cookie, Session []django.Message }
	python(t, map[string]any{"Cookie": cookie, "Session": session}, pythonMessages+`
out = dict(Cookie=plain(storage._decode(given['Cookie'])), Session=plain(SessionStorage.deserialize_messages(storage, given['Session'])))`, &got)
	if !slices.Equal(got.Cookie, messages()) || !slices.Equal(got.Session, messages()) {
		t.Errorf("Django reads %+v", got)
	}
}

// What does not fit into the cookie is handed back, and Django knows that there is more.
func TestManyMessages(t *testing.T) {
	t.Parallel()
	var many []django.Message
	for i := range 3000 {
		many = append(many, django.Message{Level: 20, Text: fmt.Sprintf("%d: %d", i, i*7919%10007)})
	}
	m := django.Messages{Keys: keys()}
	cookie, left, err := m.Encode(many)
	if err != nil || len(cookie) > 2048 || len(cookie) < 1900 || len(left) == 0 || len(left) == len(many) {
		t.Fatalf("%d bytes, %d left, %v", len(cookie), len(left), err)
	}
	fit := len(many) - len(left)
	got, more, err := m.Decode(cookie)
	if err != nil || !more || !slices.Equal(got, many[:fit]) || !slices.Equal(left, many[fit:]) {
		t.Errorf("%d messages, %v, %v", len(got), more, err)
	}
	var theirs []any
	python(t, cookie, pythonMessages+`
storage.request.COOKIES['messages'] = given
ms, all = storage._get()
out = [len(ms), all]`, &theirs)
	if theirs[0] != float64(fit) || theirs[1] != false {
		t.Errorf("Django reads %v, want %d and false", theirs, fit)
	}
	cookie, left, err = m.Encode([]django.Message{{Text: strings.Repeat("🔑", 2<<20)}})
	if got, more, errDecode := m.Decode(cookie); err != nil || errDecode != nil || len(left) != 1 || len(got) != 0 || !more {
		t.Errorf("one that is too large: %d left, %v, %v", len(left), err, errDecode)
	}
	if cookie, left, err := m.Encode(nil); err != nil || cookie != "" || left != nil {
		t.Errorf("none: %q, %v, %v", cookie, left, err)
	}
	if _, _, err := (django.Messages{}).Encode(many); err == nil {
		t.Error("encoded without a key")
	}
}

func TestForgedMessages(t *testing.T) {
	t.Parallel()
	m := django.Messages{Keys: keys32()}
	cookie, _, err := m.Encode(messages())
	if err != nil {
		t.Fatal(err)
	}
	for name, forged := range forgeries(cookie) {
		if got, _, err := m.Decode(forged); !errors.Is(err, django.ErrBadSignature) && !errors.Is(err, django.ErrTooLarge) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	// Signed by the right key for another purpose.
	if _, _, err := m.Decode(must(t)(django.Dumps(keys(), "django.contrib.messages", []any{}))); !errors.Is(err, django.ErrBadSignature) {
		t.Errorf("another purpose: %v", err)
	}
	for _, text := range []string{
		`{}`, `null`, `[1]`, `[[]]`, `["x"]`, `[["other",0,20,"x"]]`, `[["__json_message",0,"20","x"]]`, `[["__json_message",0,20]]`,
		`[["__json_message",0,20,"x","y","z"]]`, `[["__json_message",0,20,{"__json_message":1}]]`, `["__messagesnotfinished__","x"]`, `[[["__json_message",0,20,"x"]]]`,
		`[` + strings.Repeat(`0,`, 20_000) + `0]`,
	} {
		value, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := django.UnmarshalMessages(value); !errors.Is(err, django.ErrMalformed) && text != "null" || len(got) != 0 {
			t.Errorf("%.60s: %v, %v", text, got, err)
		}
	}
	if _, err := django.UnmarshalMessages(json.RawMessage("[]")); !errors.Is(err, django.ErrMalformed) {
		t.Errorf("no text: %v", err)
	}
}
