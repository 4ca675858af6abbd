package manage

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/boot"
	"github.com/musette-go/musette/web"
)

// TestLogInjection: SEC-28 and X58: nothing from outside forges a line or moves a terminal's cursor, in either form.
func TestLogInjection(t *testing.T) {
	t.Parallel()
	const hostile = "x\r\nlevel=ERROR msg=forged\x1b[2J\u009b2J\u2028\u202e\x00\x7f\xff"
	for _, asJSON := range []bool{false, true} {
		var out bytes.Buffer
		r := &runner{opt: Options{Err: &out}}
		log := r.logger(app.Config{LogJSON: asJSON})
		b, err := boot.New(site(), app.Config{Mode: app.Test, DatabaseURL: "sqlite://:memory:"}, log)
		if err != nil {
			t.Fatal(err)
		}
		log.Error(hostile, hostile, hostile, "user", hostile)
		req := httptest.NewRequestWithContext(b.Context(t.Context()), "GET", "/", nil)
		req.URL.Path, req.Method = "/"+hostile, "GET"
		req.Header.Set("User-Agent", hostile)
		req.Header.Set("X-Request-Id", hostile)
		req.Host = "x" + hostile
		b.Handler.ServeHTTP(httptest.NewRecorder(), req)
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 2 {
			t.Errorf("%d lines, want 2:\n%q", len(lines), out.String())
		}
		for _, line := range lines {
			for _, c := range line {
				if c < 0x20 || c == 0x7f || c == 0x9b {
					t.Errorf("the character %U is in the log:\n%q", c, line)
				}
			}
			if asJSON && !json.Valid([]byte(line)) {
				t.Errorf("the line is not JSON: %q", line)
			}
			if !asJSON && strings.Contains(line, "\u202e") {
				t.Errorf("the line turns around: %q", line)
			}
		}
	}
}

// TestLogHidesSecrets: PROJ-12: attributes whose names look secret.
func TestLogHidesSecrets(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{false, true} {
		var out bytes.Buffer
		r := &runner{opt: Options{Err: &out}}
		log := r.logger(app.Config{LogJSON: asJSON}).With("api_key", "marker").WithGroup("g")
		log.Info("hello", "password", "marker", "Token", []string{"marker"}, "dsn", 1, "user", "ada", "path", "/x/")
		if s := out.String(); strings.Contains(s, "marker") || strings.Count(s, web.Masked) != 4 || !strings.Contains(s, "ada") || !strings.Contains(s, "/x/") {
			t.Errorf("the line is %s", s)
		}
	}
}
