package password_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/internal/testenv"
)

// djangoScript reads JSON from its standard input as "given" and prints what stands in OUT as JSON. The hashers have low costs; those
// whose libraries are not installed are left out.
const djangoScript = `
import sys, json
from django.conf import settings
names = ['PBKDF2', 'PBKDF2SHA1', 'SHA1', 'MD5', 'UnsaltedSHA1', 'UnsaltedMD5']
for library, more in (('argon2', ['Argon2']), ('bcrypt', ['BCryptSHA256', 'BCrypt'])):
    try:
        __import__(library)
        names += more
    except ImportError:
        pass
settings.configure(PASSWORD_HASHERS=['django.contrib.auth.hashers.%sPasswordHasher' % n for n in names], USE_I18N=False, INSTALLED_APPS=[],
    SECRET_KEY='only for this test')
from django.contrib.auth import hashers, password_validation
hashers.PBKDF2PasswordHasher.iterations = 3
hashers.BCryptSHA256PasswordHasher.rounds = 4
hashers.Argon2PasswordHasher.memory_cost = 64
hashers.Argon2PasswordHasher.parallelism = 2
given = json.load(sys.stdin)
def run(globals):
    exec(sys.argv[1], globals)
    return globals['out']
json.dump(run(globals()), sys.stdout)
`

// python runs statements that set "out" from "given", with Django's hashers and validators.
func python(t *testing.T, given any, statements string, out any) {
	t.Helper()
	in, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), "-W", "ignore", "-c", djangoScript, statements)
	cmd.Stdin = strings.NewReader(string(in))
	var errs strings.Builder
	cmd.Stderr = &errs
	answer, err := cmd.Output()
	if err != nil {
		t.Fatalf("django: %v\n%s", err, errs.String())
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("django: %v\n%s", err, answer)
	}
}

// texts are passwords that differ in what hashers may get wrong.
func texts() []string {
	return []string{
		"", "a", " a ", "correct horse battery staple", "pässwörd", "pa\u0308sswo\u0308rd", "пароль", "密码🔑", "with$dollar$signs", "tab\tand\nline",
		strings.Repeat("0123456789", 8), strings.Repeat("é", 400), "\u200b\ufeff", "'\";--",
	}
}

// What Django hashes is verified here: with every hasher that it has here, and every password.
func TestDjangosHashes(t *testing.T) {
	t.Parallel()
	var made []struct{ Hasher, Password, Encoded string }
	python(t, texts(), `out = [dict(Hasher=h.algorithm, Password=p, Encoded=h.encode(p, h.salt())) for h in hashers.get_hashers() for p in given]`, &made)
	if len(made) < 6*len(texts()) {
		t.Fatalf("Django made %d hashes", len(made))
	}
	policy := &password.Policy{Preferred: quick()}
	for _, m := range made {
		if r, err := policy.Verify(t.Context(), m.Password, m.Encoded); err != nil || !r.OK || r.Damaged != nil {
			t.Errorf("%s of %q: %+v, %v: %s", m.Hasher, m.Password, r, err, m.Encoded)
		}
		if r, err := policy.Verify(t.Context(), "-"+m.Password, m.Encoded); err != nil || r.OK {
			t.Errorf("%s of %q matches another password: %s", m.Hasher, m.Password, m.Encoded)
		}
	}
}

// What is hashed here is verified by Django, which finds nothing to update in it when the parameters are its own.
func TestHashesForDjango(t *testing.T) {
	t.Parallel()
	type hash struct{ Password, Encoded string }
	var made []hash
	for _, h := range []password.Hasher{
		password.PBKDF2{Iterations: 3}, password.PBKDF2{Iterations: 3, SHA1: true}, password.Argon2id{Memory: 64, Threads: 2}, password.BCrypt{Rounds: 4},
	} {
		for _, pw := range texts() {
			encoded, err := h.Hash(pw)
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, hash{pw, encoded})
		}
	}
	made = append(made, hash{"", password.Unusable()})
	var got []string
	python(t, made, `
loaded = [h.algorithm for h in hashers.get_hashers()]
def look(m):
    a = m['Encoded'].split('$')[0]
    if a[0] == '!':
        return 'unusable' if not hashers.is_password_usable(m['Encoded']) and not hashers.check_password('', m['Encoded']) else 'usable'
    if a not in loaded:
        return 'not loaded'
    # Debian's argon2-cffi makes hashes of 16 bytes, newer ones of 32 as here.
    update = a != 'argon2' and hashers.get_hasher(a).must_update(m['Encoded'])
    return '%s %s' % (hashers.check_password(m['Password'], m['Encoded']), update)
out = [look(m) for m in given]`, &got)
	verified := 0
	for i, m := range made {
		algorithm, _, _ := strings.Cut(m.Encoded, "$")
		switch {
		case got[i] == "True False":
			verified++
		case got[i] == "not loaded" && (algorithm == "argon2" || algorithm == "bcrypt_sha256"):
		case got[i] == "unusable" && i == len(made)-1:
		default:
			t.Errorf("Django says %q of %q for %q", got[i], m.Encoded, m.Password)
		}
	}
	if verified < 2*len(texts()) {
		t.Errorf("Django verified %d hashes", verified)
	}
}
