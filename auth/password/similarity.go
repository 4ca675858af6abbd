package password

import (
	"context"
	"strings"
	"unicode"

	"github.com/musette-go/musette/problem"
)

// Similarity refuses passwords that resemble what is known about the user, with the code "password_too_similar", as Django's
// UserAttributeSimilarityValidator: the attribute as a whole and each of its words is compared by the characters that it has in
// common with the password, whatever their order. The work grows with the length of the password and of the attributes, not with
// their product.
type Similarity struct {
	// Max is the least similarity that is refused, 0.1 to 1, where 1 refuses only passwords of the same characters. Defaults to 0.7.
	Max float64
}

// Validate implements [Validator].
func (s Similarity) Validate(_ context.Context, password string, about []Attribute) ([]problem.FieldError, error) {
	lower := []rune(lowercase(password))
	most := s.Max
	if most == 0 {
		most = 0.7
	}
	most = max(most, 0.1)
	var found []problem.FieldError
	counts := count(lower)
	for _, a := range about {
		if a.Value != "" && resembles(lower, counts, lowercase(a.Value), most) {
			found = append(found, wrong("password_too_similar", "The password is too similar to the %s.", a.Label)...)
			break
		}
	}
	return found, nil
}

// Help implements [Validator].
func (Similarity) Help() string {
	return "Your password can’t be too similar to your other personal information."
}

// resembles compares a password with a value and with its words.
func resembles(password []rune, counts map[rune]int, value string, most float64) bool {
	for _, part := range append(words(value), value) {
		p := []rune(part)
		// Too short to be that similar, as Django decides it since 3.2.11.
		if len(password) >= 10*len(p) && float64(len(p)) < most/2*float64(len(password)) {
			continue
		}
		if ratio(password, counts, p) >= most {
			return true
		}
	}
	return false
}

// ratio is the upper bound of similarity that Python's difflib calls quick_ratio: twice the number of characters in common, by the
// number of all.
func ratio(a []rune, inA map[rune]int, b []rune) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	common := 0
	for r, n := range count(b) {
		common += min(n, inA[r])
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

func count(text []rune) map[rune]int {
	n := make(map[rune]int, min(len(text), 64))
	for _, r := range text {
		n[r]++
	}
	return n
}

// words splits a text at what is neither letter nor number nor "_", as Python's \W+ does: a text that begins or ends with such
// characters begins or ends with an empty word.
func words(text string) []string {
	var out []string
	start, inWord := 0, true
	for i, r := range text {
		is := r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r)
		if inWord && !is {
			out = append(out, text[start:i])
		} else if !inWord && is {
			start = i
		}
		inWord = is
	}
	if !inWord {
		start = len(text)
	}
	return append(out, text[start:])
}

// lowercase is Python's str.lower: Unicode's full mapping, in which "İ" becomes two characters and "Σ" is "ς" at the end of a word.
func lowercase(text string) string {
	lower := strings.ToLower(strings.ReplaceAll(text, "\u0130", "i\u0307"))
	if !strings.Contains(text, "Σ") {
		return lower
	}
	before := []rune(strings.ReplaceAll(text, "\u0130", "i\u0307"))
	out := []rune(lower)
	for i, r := range before {
		if r == 'Σ' && finalSigma(before, i) {
			out[i] = 'ς'
		}
	}
	return string(out)
}

// finalSigma is Unicode's condition Final_Sigma (chapter 3.13): a cased letter before, none behind, past what casing ignores.
func finalSigma(text []rune, at int) bool {
	before := at - 1
	for before >= 0 && caseIgnorable(text[before]) {
		before--
	}
	behind := at + 1
	for behind < len(text) && caseIgnorable(text[behind]) {
		behind++
	}
	return before >= 0 && cased(text[before]) && (behind == len(text) || !cased(text[behind]))
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

// caseIgnorable also has what may stand within a word: Word_Break is MidLetter, MidNumLet or Single_Quote.
func caseIgnorable(r rune) bool {
	const within = "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a"
	return strings.ContainsRune(within, r) || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk)
}
