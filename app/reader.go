package app

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/musette-go/musette/internal/suggest"
)

// reader reads settings and collects what is wrong.
type reader struct {
	mode     Mode
	readFile func(string) ([]byte, error)
	found    map[string]string // by name, from wherever it comes
	source   map[string]string // where it comes from
	shown    map[string]string // what the site runs with
	misspelt map[string]string // names that are no settings, by the setting that was probably meant
	errs     []error
}

// newReader gathers what the sources say. The mode decides which of them count, so it is read first, and from the
// environment alone.
func newReader(src Sources) *reader {
	r := &reader{readFile: src.ReadFile, found: map[string]string{}, source: map[string]string{}, shown: map[string]string{},
		misspelt: map[string]string{}}
	env := map[string]string{}
	for _, kv := range src.Environ {
		if k, v, ok := strings.Cut(kv, "="); ok {
			env[k] = v
		}
	}
	r.mode = Mode(env["MUSETTE_ENV"])
	switch r.mode {
	case "":
		r.mode = Development
	case Development, Production, Test:
	default:
		r.source["MUSETTE_ENV"] = "environment"
		r.wrong("MUSETTE_ENV", quoted(string(r.mode))+" is not known: expected development, production, test")
		r.mode = Development
	}
	r.site(src.Settings)
	r.files(env["MUSETTE_ENV_FILE"])
	for k, v := range env {
		r.set(k, v, "environment")
	}
	return r
}

// set takes a value in the place of one that counts less. An empty value counts as none. Names without our prefix may be
// another program's, unless they are one letter off.
func (r *reader) set(name, value, source string) {
	switch {
	case value == "":
	case known(name) || strings.HasPrefix(name, "MUSETTE_"):
		r.found[name], r.source[name] = value, source
	default:
		if meant := suggest.Misspelt(name, names()); meant != "" {
			r.misspelt[meant], r.source[name] = name, source
		}
	}
}

// site takes the site's own defaults.
func (r *reader) site(s Settings) {
	for mode := range s {
		if mode != "" && mode != Development && mode != Production && mode != Test {
			r.errs = append(r.errs, fmt.Errorf("musette: Site.Settings: %q is not a mode: expected development, production, test, or nothing for all", mode))
		}
	}
	for _, mode := range []Mode{"", r.mode} {
		for _, k := range sortedKeys(s[mode]) {
			if k == "MUSETTE_ENV" || k == "MUSETTE_ENV_FILE" || !known(k) {
				r.wrong(k, "in Site.Settings is not a setting that a site has a default for"+didYouMean(k))
			}
			r.set(k, s[mode][k], "site")
		}
	}
}

// files reads .env in development, and the file that was asked for in every mode.
func (r *reader) files(asked string) {
	if asked != "" {
		r.file(asked, false)
	} else if r.mode == Development {
		r.file(".env", true)
	}
}

func (r *reader) file(name string, may bool) {
	b, err := r.readFile(name)
	if may && errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("musette: the file of settings cannot be read: %w", err))
		return
	}
	list, err := parseEnv(string(b))
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("musette: %s: %w", name, err))
		return
	}
	for _, k := range sortedKeys(list) {
		if k == "MUSETTE_ENV" || k == "MUSETTE_ENV_FILE" {
			r.wrong(k, "stands in "+name+", which is read because of it: set it in the environment itself")
			continue
		}
		r.set(k, list[k], name)
	}
}

func noFile(string) ([]byte, error) { return nil, fs.ErrNotExist }

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// value is what the sources say, "" for nothing.
func (r *reader) value(name string) string { return r.found[name] }

// wrong notes what is wrong with a variable, and where it comes from.
func (r *reader) wrong(name, text string) {
	from := ""
	if s := r.source[name]; s != "" && s != "SECRET_KEY_FILE" {
		if s == "environment" {
			s = "the environment"
		}
		from = " (from " + s + ")"
	}
	r.errs = append(r.errs, errors.New("musette: "+name+": "+text+from))
}

// unknown reports variables with our prefix that nobody reads, with the name that was probably meant, and those that look
// like a setting which nobody has set.
func (r *reader) unknown() {
	for _, meant := range sortedKeys(r.misspelt) {
		if _, set := r.found[meant]; !set {
			name := r.misspelt[meant]
			r.wrong(name, "is not a setting: did you mean "+meant+"? If it is another program's, set "+meant+" too")
		}
	}
	for _, k := range sortedKeys(r.found) {
		if !known(k) && !strings.HasPrefix(k, "MUSETTE_TEST_") {
			r.wrong(k, "is not a setting"+didYouMean(k))
		}
	}
}

func didYouMean(name string) string {
	if near := suggest.Nearest(name, names()); near != "" {
		return ": did you mean " + near + "?"
	}
	return ""
}

// settings lists what was read.
func (r *reader) settings(base *reader) []Setting {
	var out []Setting
	for _, d := range definitions() {
		s := Setting{Name: d.name, About: d.about, Value: masked(d.name, r.shown[d.name]), Base: masked(d.name, base.shown[d.name]), Source: r.source[d.name]}
		switch {
		case s.Source != "":
		case r.shown[d.name] != base.shown[d.name]:
			s.Source = "default of " + string(r.mode)
		default:
			s.Source = "default"
		}
		out = append(out, s)
	}
	return out
}
