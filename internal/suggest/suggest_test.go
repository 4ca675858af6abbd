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
