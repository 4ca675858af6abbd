package messages_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/musette-go/musette/messages"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ms   []messages.Message
		more bool
		want string
	}{
		{nil, false, `[]`},
		{nil, true, `["__messagesnotfinished__"]`},
		{[]messages.Message{{Level: 25, Text: "done"}}, false, `[["__json_message",0,25,"done"]]`},
		{[]messages.Message{{Level: 40, Text: "é 🎷 \x00", Extra: "a b"}}, true, `[["__json_message",0,40,"\u00e9 \ud83c\udfb7 \u0000","a b"],"__messagesnotfinished__"]`},
	} {
		got := messages.Encode(c.ms, c.more)
		if got != c.want {
			t.Errorf("%v is %s, want %s", c.ms, got, c.want)
		}
		back, more, err := messages.Decode(got)
		if fmt.Sprint(back) != fmt.Sprint(c.ms) || more != c.more || err != nil {
			t.Errorf("%s is %v, %v, %v", got, back, more, err)
		}
	}
}

// What Django writes, in its versions, and what nobody should.
func TestDecode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[["__json_message", 0, 25, "plain"]]`:                                        "success: plain",
		`[["__json_message", 1, 40, "<b>html</b>", "x"]]`:                             "x error: <b>html</b>",
		`[["__json_message", true, 20, "a"], ["__json_message", false, 20, "b", ""]]`: "info: a|info: b",
		`[["__json_message", 0, 20, "a"], "__messagesnotfinished__"]`:                 "info: a|more",
		`[["__json_message", 0, "20", "a"]]`:                                          "",
		`[["__json_message", 0, 20]]`:                                                 "",
		`[["other", 0, 20, "a"]]`:                                                     "",
		`[["__json_message", 0, 20, {"a": 1}]]`:                                       "",
		`[1, null, "x", [], {}, [[[[]]]]]`:                                            "",
		`{"a": 1}`:                                                                    "error",
		`[`:                                                                           "error",
		``:                                                                            "error",
		strings.Repeat("[", 100_000):                                                  "error",
		"[" + strings.Repeat(`["__json_message",0,20,"a"],`, 100_000) + "1]": "error",
	} {
		ms, more, err := messages.Decode(text)
		var got []string
		for _, m := range ms {
			got = append(got, m.Tags()+": "+m.Text)
		}
		if more {
			got = append(got, "more")
		}
		if err != nil {
			got = append(got, "error")
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%.80s is %q, want %q", text, s, want)
		}
	}
}

// A message that Django takes for HTML is still that when it comes back to Django.
func TestHTMLComesBack(t *testing.T) {
	t.Parallel()
	text := `[["__json_message",1,40,"\u003cb\u003ehtml\u003c/b\u003e"]]`
	ms, _, err := messages.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := messages.Encode(ms, false); got != text {
		t.Errorf("%s came back as %s", text, got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`[["__json_message",0,25,"done","x"],"__messagesnotfinished__"]`)
	f.Add(`[["__json_message",1,1e3,"\ud800"]]`)
	f.Fuzz(func(t *testing.T, text string) {
		ms, more, err := messages.Decode(text)
		if err != nil {
			return
		}
		if len(ms) > messages.MaxCount {
			t.Fatalf("%d messages", len(ms))
		}
		again, more2, err := messages.Decode(messages.Encode(ms, more))
		if fmt.Sprint(again) != fmt.Sprint(ms) || more2 != more || err != nil {
			t.Errorf("%q is %q, and written again %q, %v", text, ms, again, err)
		}
	})
}
