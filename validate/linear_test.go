package validate_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/validate"
)

// hostileTexts are shapes on which backtracking matchers run for ever, n bytes long.
func hostileTexts(n int) []string {
	rep := func(s string) string { return strings.Repeat(s, n/len(s)) }
	return []string{rep("a"), rep("a.") + "!", rep("a-") + "@", rep("@"), "\"" + rep(`\a`), rep("a@"), "a@" + rep("a."), "http://" + rep("a."), "http://" + rep("-"),
		"http://" + rep(":"), "http://[" + rep("::"), rep("1."), rep("::"), rep("0"), rep("1,"), rep("٧"), "http://a.com/" + rep("%"), rep(" "), rep("\n"), rep("\xff")}
}

func textChecks() map[string]func(string) error {
	out := map[string]func(string) error{
		"NoNull": validate.NoNull, "MinLength": validate.MinLength(10), "MaxLength": validate.MaxLength(10),
		"Regex": validate.Regex(regexp.MustCompile(`(a+)+b`), ""), "NotRegex": validate.NotRegex(regexp.MustCompile(`(a|a)*b`), ""),
		"FileExtension": validate.FileExtension("txt"),
	}
	for _, v := range texts() {
		out[v.name] = v.check
	}
	return out
}

// TestLinearTime gives every validator of text hostile input. 64 KiB need less than 50 ms at
// the full level, and less than half a second where other tests run beside it, which nothing super-linear does; the full level compares
// sizes too (X33).
func TestLinearTime(t *testing.T) {
	limit := 500 * time.Millisecond
	if testenv.Full() {
		limit = 50 * time.Millisecond
	}
	for name, check := range textChecks() {
		for i := range hostileTexts(64) {
			if took := measure(check, hostileTexts(64 << 10)[i]); took > limit {
				t.Errorf("%s needs %v for 64 KiB of text %d", name, took, i)
			}
			if !testenv.Full() {
				continue
			}
			small, large := measure(check, hostileTexts(256 << 10)[i]), measure(check, hostileTexts(4 << 20)[i])
			if small = max(small, time.Millisecond); large > 100*small { // 16 times the text, and regexp changes its method once; what is quadratic needs 256 times as long
				t.Errorf("%s on text %d: %v for 256 KiB, %v for 4 MiB", name, i, small, large)
			}
		}
	}
}

// measure is the best of three.
func measure(check func(string) error, s string) time.Duration {
	best := time.Hour
	for range 3 {
		start := time.Now()
		_ = check(s)
		best = min(best, time.Since(start))
	}
	return best
}

func FuzzText(f *testing.F) {
	for _, v := range texts() {
		for _, s := range append(v.valid, v.invalid...) {
			f.Add(s)
		}
	}
	checks := textChecks()
	f.Fuzz(func(t *testing.T, s string) {
		for name, check := range checks {
			if err := check(s); err == nil && strings.ContainsAny(s, "\x00\n") && (strings.HasPrefix(name, "validate_") || name == "URLValidator") {
				t.Errorf("%s takes %q", name, s)
			}
		}
	})
}
