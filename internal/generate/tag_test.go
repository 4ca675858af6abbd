package generate

import (
	"slices"
	"strings"
	"testing"
)

func TestParseTag(t *testing.T) {
	t.Parallel()
	tests := map[string][]setting{
		"":                       nil,
		"  ":                     nil,
		"index":                  {{"index", "", false}},
		"max_length=100, index":  {{"max_length", "100", true}, {"index", "", false}},
		"default='a, b'":         {{"default", "a, b", true}},
		"default='it''s', index": {{"default", "it's", true}, {"index", "", false}},
		"default=''":             {{"default", "", true}},
		"default=":               {{"default", "", true}},
		"default=a=b":            {{"default", "a=b", true}},
		" a = 1 ,b":              {{"a", "1", true}, {"b", "", false}},
	}
	for text, want := range tests {
		got, err := parseTag(text)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("parseTag(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseTagMistakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{",", "a,", "a,,b", ",a", "=1", "a='", "a='b", "a='b'c", "a='b',"} {
		if got, err := parseTag(text); err == nil {
			t.Errorf("parseTag(%q) = %v, want an error", text, got)
		}
	}
}

// What was parsed, written again, is parsed to the same.
func FuzzParseTag(f *testing.F) {
	for _, seed := range []string{"index", "max_length=100,index", "default='a,''b'", "a=,b", "a,,b", "='"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := parseTag(text)
		if err != nil {
			return
		}
		var parts []string
		for _, s := range list {
			if s.name == "" {
				t.Fatalf("parseTag(%q) has an option without a name", text)
			}
			part := s.name
			if s.has {
				part += "='" + strings.ReplaceAll(s.value, "'", "''") + "'"
			}
			parts = append(parts, part)
		}
		again, err := parseTag(strings.Join(parts, ","))
		if err != nil || !slices.Equal(again, list) {
			t.Errorf("parseTag(%q) = %v, but written again it is %v, %v", text, list, again, err)
		}
	})
}
