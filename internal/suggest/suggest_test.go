package suggest

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"max_length", "max_digits", "index", "unique"}
	for _, c := range []struct{ given, want string }{
		{"max_lenght", "max_length"}, // two letters swapped
		{"max_digit", "max_digits"},  // one missing
		{"idnex", "index"},
		{"uniqe", "unique"},
		{"cascade", ""},
		{"", ""},
	} {
		if got := Nearest(c.given, known); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.given, got, c.want)
		}
	}
}

func TestMisspelt(t *testing.T) {
	t.Parallel()
	names := []string{"ADDR", "DEBUG", "LOG_LEVEL", "SECRET_KEY", "SECRET_KEY_FILE"}
	for s, want := range map[string]string{
		"LOGLEVEL": "LOG_LEVEL", "LOG_LEVELS": "LOG_LEVEL", "LOG_ELVEL": "LOG_LEVEL", "LOG-LEVEL": "LOG_LEVEL", "DEBG": "DEBUG", "SECRET_KEYS": "SECRET_KEY",
		"LOG_LEVEL": "", "LOG_LVL": "", "ADDRS": "", "SECRET_KEY_FI": "", "": "", "LEVEL": "",
	} {
		if got := Misspelt(s, names); got != want {
			t.Errorf("%q suggests %q, want %q", s, got, want)
		}
	}
}
