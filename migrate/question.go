package migrate

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/musette-go/musette/schema"
)

// Questioner answers what the models alone do not say. [Flags] answers from a command line, [Terminal] asks a person.
type Questioner interface {
	// RenameModel says whether the model old, which is gone, is the new model renamed ("catalog.Product", "catalog.Item").
	// Alike says that their fields are the same; where they are not, only somebody who knows would say yes.
	RenameModel(old, new string, alike bool) (bool, error)
	// RenameField says the same of two fields of a model.
	RenameField(model, old, new string, alike bool) (bool, error)
	// Fill gives the value for existing rows of a field that may not be NULL and has no default.
	Fill(model string, f schema.Field) (any, error)
}

// Flags answers from the flags of a command line and leaves the rest to Next.
type Flags struct {
	Renames  []string // "catalog.product.title=name" for fields, "catalog.Product=Item" for models
	NoRename bool     // what no flag names was not renamed
	Fills    []string // "catalog.product.author=1"; now for times, uuid for UUIDs
	Next     Questioner
}

// RenameModel implements [Questioner].
func (f Flags) RenameModel(old, new string, alike bool) (bool, error) {
	if to, ok := lookUp(f.Renames, old); ok {
		return sameName(to, new), nil
	}
	if f.takenBy(appOf(old), new) || f.NoRename || !alike {
		return false, nil
	}
	return f.next().RenameModel(old, new, alike)
}

// RenameField implements [Questioner].
func (f Flags) RenameField(model, old, new string, alike bool) (bool, error) {
	if to, ok := lookUp(f.Renames, model+"."+old); ok {
		return sameName(to, new), nil
	}
	if f.takenBy(model, new) || f.NoRename || !alike {
		return false, nil
	}
	return f.next().RenameField(model, old, new, alike)
}

// Fill implements [Questioner].
func (f Flags) Fill(model string, field schema.Field) (any, error) {
	if text, ok := lookUp(f.Fills, model+"."+field.Name); ok {
		return ParseFill(text, field)
	}
	return f.next().Fill(model, field)
}

func (f Flags) next() Questioner {
	if f.Next == nil {
		return &Unattended{}
	}
	return f.Next
}

// takenBy reports whether a flag says that the new name belongs to something else.
func (f Flags) takenBy(owner, new string) bool {
	for _, flag := range f.Renames {
		from, to, _ := strings.Cut(flag, "=")
		if head, _ := splitLast(from); strings.EqualFold(head, owner) && sameName(to, new) {
			return true
		}
	}
	return false
}

// sameName compares the value of a flag ("Item", "catalog.Item") with a name or label.
func sameName(flag, name string) bool {
	_, flag = splitLast(flag)
	_, name = splitLast(name)
	return strings.EqualFold(flag, name)
}

// lookUp finds the flag for a key; models and fields are named in any case.
func lookUp(flags []string, key string) (string, bool) {
	for _, flag := range flags {
		if k, v, ok := strings.Cut(flag, "="); ok && strings.EqualFold(strings.TrimSpace(k), key) {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}

// check refuses flags that name nothing, so that a typing error does not pass for an answer.
func (f Flags) check(from, to *State) error {
	var errs []error
	for _, flag := range f.Renames {
		old, new, ok := strings.Cut(flag, "=")
		if !ok || new == "" {
			errs = append(errs, fmt.Errorf("migrate: --rename %q: expected app.Model=New or app.model.field=new", flag))
		} else if head, _ := splitLast(old); !hasLabel(from, old) && !hasLabel(to, head) {
			errs = append(errs, fmt.Errorf("migrate: --rename %q: the migrations know no model or field %s", flag, old))
		}
	}
	for _, flag := range f.Fills {
		if key, _, ok := strings.Cut(flag, "="); !ok || strings.Count(key, ".") != 2 {
			errs = append(errs, fmt.Errorf("migrate: --fill %q: expected app.model.field=value", flag))
		} else if !hasLabel(to, key) {
			errs = append(errs, fmt.Errorf("migrate: --fill %q: there is no field %s", flag, key))
		}
	}
	return errors.Join(errs...)
}

// hasLabel finds "catalog.product" or "catalog.product.title" in any case.
func hasLabel(s *State, key string) bool {
	for label, m := range s.models {
		if strings.EqualFold(label, key) {
			return true
		}
		for i := range m.Fields {
			if strings.EqualFold(label+"."+m.Fields[i].Name, key) {
				return true
			}
		}
	}
	return false
}

// ParseFill reads the value of a fill from text, by the field's type: 1, true, some text, 2024-05-06, now, uuid.
func ParseFill(text string, f schema.Field) (any, error) {
	t := plainType(&f)
	var v any = text
	var err error
	switch {
	case t.Type == schema.BooleanField:
		v, err = strconv.ParseBool(text)
	case t.Type.IsInt():
		v, err = strconv.ParseInt(text, 10, 64)
	case t.Type == schema.FloatField:
		v, err = strconv.ParseFloat(text, 64)
	case t.Type == schema.DecimalField:
		v = schema.Number(text)
	case text == string(Now) && (t.Type == schema.DateTimeField || t.Type == schema.DateField || t.Type == schema.TimeField):
		v = Now
	case text == string(RandomUUID) && t.Type == schema.UUIDField:
		v = RandomUUID
	}
	if err == nil {
		_, err = typedValue(v, t)
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: %q is no value for %s (%s): %w", text, f.Name, t.Type, err)
	}
	return v, nil
}

// Unattended answers where there is nobody to ask: it collects the questions with the flags that answer them. After
// [Detect], Err returns them.
type Unattended struct {
	questions []string
	asked     map[string]bool // fields that may be renamed ones: what they are filled with is not asked yet
}

// RenameModel implements [Questioner].
func (u *Unattended) RenameModel(old, new string, alike bool) (bool, error) {
	if alike {
		_, name := splitLast(new)
		u.questions = append(u.questions, fmt.Sprintf("was the model %s renamed to %s? answer with --rename %s=%s, or with --no-rename", old, new, old, name))
	}
	return false, nil
}

// RenameField implements [Questioner].
func (u *Unattended) RenameField(model, old, new string, alike bool) (bool, error) {
	if alike {
		if u.asked == nil {
			u.asked = map[string]bool{}
		}
		u.asked[model+"."+new] = true
		u.questions = append(u.questions, fmt.Sprintf("was the field %s.%s renamed to %s? answer with --rename %s.%s=%s, or with --no-rename",
			model, old, new, strings.ToLower(model), old, new))
	}
	return false, nil
}

// Fill implements [Questioner].
func (u *Unattended) Fill(model string, f schema.Field) (any, error) {
	if u.asked[model+"."+f.Name] {
		return nil, nil
	}
	u.questions = append(u.questions, fmt.Sprintf("what shall existing rows have in %s.%s, which may not be NULL and has no default? answer with --fill %s.%s=%s",
		model, f.Name, strings.ToLower(model), f.Name, fillHintText(&f)))
	return nil, nil
}

// emptyText is how the text of no characters is written, where an empty line gives up.
const emptyText = `""`

// fillHintText is an example of a value.
func fillHintText(f *schema.Field) string {
	switch f.Type {
	case schema.DateTimeField, schema.DateField, schema.TimeField:
		return "now"
	case schema.UUIDField:
		return "uuid"
	case schema.JSONField:
		return "{}"
	case schema.IPAddressField:
		return "0.0.0.0"
	}
	switch {
	case f.Relation != nil:
		return "<key>"
	case f.Type == schema.BooleanField:
		return "false"
	case f.Type.IsInt() || f.Type == schema.FloatField || f.Type == schema.DecimalField:
		return "0"
	case f.Type.IsText():
		return emptyText
	}
	return "<value>"
}

// Err returns the questions that nobody answered, or nil.
func (u *Unattended) Err() error {
	if len(u.questions) == 0 {
		return nil
	}
	return &QuestionError{Questions: u.questions}
}

// Terminal asks a person.
type Terminal struct {
	In  *bufio.Reader
	Out io.Writer
}

// NewTerminal returns a Terminal.
func NewTerminal(in io.Reader, out io.Writer) *Terminal {
	return &Terminal{In: bufio.NewReader(in), Out: out}
}

// RenameModel implements [Questioner].
func (t *Terminal) RenameModel(old, new string, alike bool) (bool, error) {
	if !alike {
		return false, nil
	}
	return t.yes("Was the model %s renamed to %s? [y/N] ", old, new)
}

// RenameField implements [Questioner].
func (t *Terminal) RenameField(model, old, new string, alike bool) (bool, error) {
	if !alike {
		return false, nil
	}
	return t.yes("Was %s.%s renamed to %s.%s? [y/N] ", model, old, model, new)
}

// Fill implements [Questioner]; it asks again until the value fits.
func (t *Terminal) Fill(model string, f schema.Field) (any, error) {
	for {
		fmt.Fprintf(t.Out, "%s.%s may not be NULL and has no default. What shall existing rows have (for example %s; empty line to give up)? ", model, f.Name, fillHintText(&f))
		line, err := t.line()
		if err != nil {
			return nil, err
		}
		if line == "" {
			return nil, &QuestionError{Questions: []string{fmt.Sprintf("%s.%s needs a value for existing rows: give the field a default, make it null, or use --fill", model, f.Name)}}
		}
		if line == emptyText && plainType(&f).Type.IsText() {
			line = ""
		}
		v, err := ParseFill(line, f)
		if err == nil {
			return v, nil
		}
		fmt.Fprintln(t.Out, err)
	}
}

func (t *Terminal) yes(format string, args ...any) (bool, error) {
	fmt.Fprintf(t.Out, format, args...)
	line, err := t.line()
	line = strings.ToLower(line)
	return line == "y" || line == "yes", err
}

func (t *Terminal) line() (string, error) {
	line, err := t.In.ReadString('\n')
	if err != nil && (err != io.EOF || line == "") {
		return "", fmt.Errorf("migrate: no answer: %w", err)
	}
	return strings.TrimSpace(line), nil
}
