package validate

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NoNull refuses NUL characters, which no database takes as text, with the code "null_characters_not_allowed".
func NoNull(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return codeError("null_characters_not_allowed", "Null characters are not allowed.")
	}
	return nil
}

// MinLength refuses texts of fewer than n characters, with the code "min_length".
func MinLength(n int) func(string) error {
	return func(s string) error {
		if have := utf8.RuneCountInString(s); have < n {
			return codeError("min_length", fmt.Sprintf("Ensure this value has at least %s (it has %d).", characters(n), have))
		}
		return nil
	}
}

// MaxLength refuses texts of more than n characters, with the code "max_length".
func MaxLength(n int) func(string) error {
	return func(s string) error {
		if len(s) <= n {
			return nil
		}
		if have := utf8.RuneCountInString(s); have > n {
			return codeError("max_length", fmt.Sprintf("Ensure this value has at most %s (it has %d).", characters(n), have))
		}
		return nil
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

// Length refuses texts of fewer than least or more than most characters.
func Length(least, most int) func(string) error { return All(MinLength(least), MaxLength(most)) }

// Regex refuses texts that the pattern does not match as a whole: from the first to the last character, line breaks included. The
// empty message stands for "Enter a valid value."
func Regex(re *regexp.Regexp, message string) func(string) error {
	if message == "" {
		message = "Enter a valid value."
	}
	whole := regexp.MustCompile(`\A(?:` + re.String() + `)\z`) // re is one, so this is
	return func(s string) error {
		if !whole.MatchString(s) {
			return Invalid(message)
		}
		return nil
	}
}

// NotRegex refuses texts in which the pattern matches anywhere.
func NotRegex(re *regexp.Regexp, message string) func(string) error {
	if message == "" {
		message = "Enter a valid value."
	}
	return func(s string) error {
		if re.MatchString(s) {
			return Invalid(message)
		}
		return nil
	}
}

// Slug allows ASCII letters, digits, underscores and hyphens, at least one.
func Slug(s string) error {
	if s == "" || strings.IndexFunc(s, notSlug) >= 0 {
		return Invalid("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
	}
	return nil
}

func notSlug(r rune) bool {
	return !(r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
}

// UnicodeSlug allows letters and digits of any script, underscores and hyphens, at least one.
func UnicodeSlug(s string) error {
	if s == "" || !utf8.ValidString(s) || strings.IndexFunc(s, notUnicodeSlug) >= 0 {
		return Invalid("Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.")
	}
	return nil
}

func notUnicodeSlug(r rune) bool { return r != '-' && r != '_' && !unicode.In(r, unicode.L, unicode.N) }

// FileExtension allows file names with one of the extensions, written without the dot; case does not matter. The code is
// "invalid_extension".
func FileExtension(allowed ...string) func(name string) error {
	return func(name string) error {
		ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
		for _, a := range allowed {
			if ext == strings.ToLower(a) && ext != "" {
				return nil
			}
		}
		return codeError("invalid_extension", fmt.Sprintf("File extension “%s” is not allowed. Allowed extensions are: %s.", cut(ext), strings.Join(allowed, ", ")))
	}
}

// IntegerList allows whole numbers without sign, joined by commas: "1,2,3".
func IntegerList(s string) error {
	digit := false // the last character
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digit = true
		case c == ',' && digit:
			digit = false
		default:
			return badList()
		}
	}
	if !digit {
		return badList()
	}
	return nil
}

func badList() error { return Invalid("Enter only digits separated by commas.") }
