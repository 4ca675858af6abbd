package django_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

const secret = "django-tests-share-this-secret-key-0123456789-żółć"

func keys() django.Keys { return django.Keys{Secret: secret} }

// keys32 are those of a site beside Django 3.2.
func keys32() django.Keys { return django.Keys{Secret: secret, Hash: django.SHA256OrSHA1} }

// script reads JSON from its standard input as "given", runs what it gets as an argument, and prints "out" as JSON.
const script = `
import sys, os, json, time, django
from django.conf import settings
# As a settings module does, but not configure.
os.environ['TZ'] = 'Asia/Kolkata'
time.tzset()
given = json.load(sys.stdin)
settings.configure(SECRET_KEY=given['Secret'], USE_TZ=given['UseTZ'], TIME_ZONE='Asia/Kolkata', PASSWORD_RESET_TIMEOUT=600, USE_I18N=False,
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions', 'django.contrib.messages'],
    SESSION_SERIALIZER='django.contrib.sessions.serializers.JSONSerializer')
django.setup()
import datetime
from django.core import signing
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.messages.storage.base import Message
from django.middleware import csrf
from django.utils.safestring import mark_safe, SafeData
from django.utils.http import urlsafe_base64_encode, urlsafe_base64_decode
from django.utils import crypto
from django.http import HttpRequest, HttpResponse
given, values = given['Given'], {}
def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except Exception as e:
        return 'raised ' + type(e).__name__
def run(globals):
    exec(sys.argv[1], globals)
    return globals['out']
json.dump(run(globals()), sys.stdout)
`

// python runs statements with Django, which set "out" from "given".
func python(t *testing.T, given any, statements string, out any) {
	t.Helper()
	pythonTZ(t, true, given, statements, out)
}

func pythonTZ(t *testing.T, useTZ bool, given any, statements string, out any) {
	t.Helper()
	in, err := json.Marshal(map[string]any{"Secret": secret, "UseTZ": useTZ, "Given": given})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), testenv.Django(t), "-W", "ignore", "-c", script, statements)
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

// forgeries are changes of a text of which none may be recognized.
func forgeries(text string) map[string]string {
	middle, last := len(text)/2, len(text)-1
	return map[string]string{
		"nothing":        "",
		"separator":      ":",
		"separators":     strings.Repeat(":", 100),
		"first half":     text[:middle],
		"second half":    text[middle:],
		"shorter":        text[:last],
		"longer":         text + "A",
		"blank":          " " + text,
		"line":           text + "\n",
		"padding":        text + "=",
		"upper case":     strings.ToUpper(text),
		"changed start":  change(text, 0),
		"changed middle": change(text, middle),
		"changed end":    change(text, last-2),
		"huge":           strings.Repeat("A", 3<<20) + text,
	}
}

func change(text string, at int) string {
	b := []byte(text)
	b[at] ^= 1
	return string(b)
}
