package validate_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// askDjango prints, for each text of each validator, whether Django takes it; null for a validator that this Django lacks.
const askDjango = `
import json, sys
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from django.core import validators
from django.core.exceptions import ValidationError
out = {}
for name, texts in json.load(sys.stdin).items():
    check = getattr(validators, name, None)
    if isinstance(check, type):
        check = check()
    if check is None:
        out[name] = None
        continue
    out[name] = []
    for text in texts:
        try:
            check(text)
            out[name].append(True)
        except ValidationError:
            out[name].append(False)
print(json.dumps(out))
`

// newer are texts on which Django's current version differs from older ones, and those where we are stricter: NUL in a path, digits of
// other scripts, and an IPv6 zone, which names an interface of somebody else's machine.
func newer() map[string]bool {
	return map[string]bool{
		"http://example.com:0":                 true,
		"http://userid:password@example.com:8": true,
		"http://[::1:2::3]:8/":                 true,
		"fe80::1%eth0":                         true,
		"http://[fe80::1%eth0]/":               true,
		"http://a.com/\x00":                    true,
		"１":                                    true,
	}
}

// TestAgreesWithDjango asks the installed Django about every vector.
func TestAgreesWithDjango(t *testing.T) {
	t.Parallel()
	ask := map[string][]string{}
	for _, v := range texts() {
		ask[v.name] = append(append([]string{}, v.valid...), v.invalid...)
	}
	in, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), "-c", askDjango)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var says map[string][]bool
	if err := json.Unmarshal(out, &says); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, v := range texts() {
		for i, s := range ask[v.name] {
			if says[v.name] == nil || newer()[s] {
				continue
			}
			if asked++; says[v.name][i] != (v.check(s) == nil) {
				t.Errorf("%s %q: Django says %v", v.name, s[:min(len(s), 100)], says[v.name][i])
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d texts were compared", asked)
	}
}
