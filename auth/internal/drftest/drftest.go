// Package drftest sends requests to a real Django REST Framework, for tests that compare with it.
package drftest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

//go:embed site.py
var site string

// Request is sent to Django.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Type   string `json:"type"` // Content-Type
	Body   string `json:"body"`
	Auth   string `json:"auth"` // Authorization
}

// Answer is what came back.
type Answer struct {
	Status    int    `json:"status"`
	Challenge string `json:"challenge"` // WWW-Authenticate
	Body      string `json:"body"`
}

// Run runs Python statements on a database with Django's tables of users and tokens, which it makes where they are missing. In them, send(name)
// sends the requests of that name, and say(value) gives one to the test. settings are SIMPLE_JWT in JSON, or "". It returns what was said. The
// test is skipped where there is no Django REST Framework, unless MUSETTE_TEST_REQUIRE asks for all.
func Run(t testing.TB, dbURL, settings, statements string, requests map[string][]Request) []json.RawMessage {
	t.Helper()
	python := framework(t, testenv.Django(t))
	in, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "-W", "ignore", "-c", site)
	cmd.Env = append(cmd.Environ(), "DO="+statements, "JWT="+settings)
	cmd.Env = append(cmd.Env, database(t, dbURL)...)
	cmd.Stdin = bytes.NewReader(in)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("drftest: %v\n%s", err, &errors)
	}
	var said []json.RawMessage
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("drftest: %v in\n%s", err, out)
	}
	return said
}

// framework is a Python with Django REST Framework: that of Django's, or else the system's.
func framework(t testing.TB, django string) string {
	t.Helper()
	for _, python := range []string{django, "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import rest_framework, rest_framework_simplejwt").Run() == nil {
			return python
		}
	}
	const msg = "drftest: found no python3 that can import rest_framework and rest_framework_simplejwt; install them " +
		"(Debian: apt-get install python3-djangorestframework python3-djangorestframework-simplejwt)"
	if os.Getenv("MUSETTE_TEST_REQUIRE") == "all" {
		t.Fatal(msg)
	}
	t.Skip(msg)
	return ""
}

// database is the environment that names a database.
func database(t testing.TB, dbURL string) []string {
	t.Helper()
	u, err := url.Parse(dbURL)
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme == "sqlite" {
		return []string{"ENGINE=sqlite3", "NAME=" + u.Host + u.Path}
	}
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if host == "" {
		host, port = u.Hostname(), u.Port()
	}
	return []string{"ENGINE=postgresql", "NAME=" + strings.TrimPrefix(u.Path, "/"), "HOST=" + host, "PORT=" + port, "DBUSER=" + u.User.Username()}
}

// Answers reads what send gave.
func Answers(t testing.TB, said json.RawMessage) []Answer {
	t.Helper()
	var out []Answer
	if err := json.Unmarshal(said, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// Text reads a text that was said.
func Text(t testing.TB, said json.RawMessage) string {
	t.Helper()
	var out string
	if err := json.Unmarshal(said, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
