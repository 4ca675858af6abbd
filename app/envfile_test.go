package app

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseEnv(t *testing.T) {
	t.Parallel()
	got, err := parseEnv("\ufeff# a comment\n\nA=1\r\n export B = two words \nC=\nD='it''\n")
	if err == nil {
		t.Errorf("a quote within quotes was taken: %v", got)
	}
	got, err = parseEnv("\ufeff# a comment\n\nA=1\r\n export B = two words  # why\nC=\nD='a \"b\" \\n $A'\nE=\"a\\n\\t\\\"\\\\ 'b'\" # c\nF=a#b\nG=#x\nH=a=b=c\nI=$(rm -rf)\nJ=''")
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]string{"A": "1", "B": "two words", "C": "", "D": `a "b" \n $A`, "E": "a\n\t\"\\ 'b'", "F": "a#b", "G": "", "H": "a=b=c", "I": "$(rm -rf)", "J": ""} {
		if v, ok := got[k]; !ok || v != want {
			t.Errorf("%s is %q, want %q", k, v, want)
		}
	}
	if len(got) != 10 {
		t.Errorf("%d values: %v", len(got), got)
	}
	for _, wrong := range []string{"A", "=1", "1A=1", "A B=1", "A-B=1", "A=\"x", "A='x", "A=\"x\\", "A=\"\\x41\"", "A=\"x\" y", "A=1\nA=2", "A=\x00", "A=\"\x00\"", "Ä=1", strings.Repeat("A", maxEnvFile+1)} {
		if v, err := parseEnv(wrong); err == nil {
			t.Errorf("%.40q became %v", wrong, v)
		}
	}
}

// FuzzParseEnv: what is written between double quotes comes back.
func FuzzParseEnv(f *testing.F) {
	f.Add("A=1", "value")
	f.Add("export A='b'", "two\nlines \"quoted\" \\ #")
	f.Fuzz(func(t *testing.T, content, value string) {
		_, _ = parseEnv(content)
		if len(value) > 1000 || strings.ContainsAny(value, "\x00\r") {
			return
		}
		text := fmt.Sprintf("A=\"%s\" # comment", strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(value))
		got, err := parseEnv(text)
		if err != nil || got["A"] != value {
			t.Errorf("%q came back as %q (%v)", value, got["A"], err)
		}
	})
}
