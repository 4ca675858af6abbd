package generate

import (
	"fmt"
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

// setting is one option of a tag: `max_length=100` or `index`.
type setting struct {
	name  string
	value string // without its quotes
	has   bool   // there is a "="
}

// tagText is the text of a field's `orm:"…"`, or "".
func tagText(f *ast.Field) string {
	text, _ := ormTag(f)
	return text
}

// ormTag reads the orm key of a field's tag.
func ormTag(f *ast.Field) (string, error) {
	if f.Tag == nil {
		return "", nil
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return "", fmt.Errorf("the tag %s is not a Go string", f.Tag.Value)
	}
	text, ok := reflect.StructTag(tag).Lookup("orm")
	if !ok && strings.Contains(tag, "orm:") {
		return "", fmt.Errorf("the tag %s is not well formed: write `orm:\"max_length=100,index\"`, one space between keys", f.Tag.Value)
	}
	return text, nil
}

// parseTag splits the text of a tag into its options. Options are separated by commas; a value in single quotes may hold
// commas, and two single quotes stand for one.
func parseTag(text string) ([]setting, error) {
	var out []setting
	for rest := text; strings.TrimSpace(rest) != ""; {
		s, after, err := parseSetting(rest)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
		rest = after
	}
	return out, nil
}

// parseSetting reads the first option of the text and returns what follows its comma.
func parseSetting(text string) (s setting, rest string, err error) {
	end := strings.IndexAny(text, "=,")
	if end < 0 || text[end] == ',' {
		name, rest, comma := strings.Cut(text, ",")
		s.name = strings.TrimSpace(name)
		return s, rest, emptySetting(s.name, rest, comma)
	}
	s.name, s.has = strings.TrimSpace(text[:end]), true
	if s.name == "" {
		return s, "", fmt.Errorf("the tag has %q without a name before it", "=")
	}
	text = strings.TrimLeft(text[end+1:], " \t")
	if strings.HasPrefix(text, "'") {
		return quoted(s, text)
	}
	value, rest, comma := strings.Cut(text, ",")
	s.value = strings.TrimSpace(value)
	return s, rest, emptySetting(s.name, rest, comma)
}

// emptySetting refuses two commas in a row and a comma at the end.
func emptySetting(name, rest string, comma bool) error {
	if name == "" || comma && strings.TrimSpace(rest) == "" {
		return fmt.Errorf("the tag has an empty option: options are separated by one comma")
	}
	return nil
}

// quoted reads a value in single quotes; text begins with the first quote.
func quoted(s setting, text string) (setting, string, error) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		s.value = b.String()
		after, rest, comma := strings.Cut(text[i+1:], ",")
		if strings.TrimSpace(after) != "" {
			return s, "", fmt.Errorf("the value of %s goes on after its closing quote with %q: write two quotes for one inside", s.name, after)
		}
		return s, rest, emptySetting(s.name, rest, comma)
	}
	return s, "", fmt.Errorf("the value of %s has no closing quote", s.name)
}
