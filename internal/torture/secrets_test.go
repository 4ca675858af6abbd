package torture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// The markers stand where secrets are: in settings, and in what browsers and programs send. A marker tells its place.
func marker(place string) string { return "Xmarker" + place + "X" }

// settingsWithSecrets are settings that hold markers.
func settingsWithSecrets(t *testing.T, mode string) []string {
	t.Helper()
	long := strings.Repeat("0a1b2c3d", 6)
	env := []string{"MUSETTE_ENV=" + mode, "DATABASE_URL=" + testenv.SQLite(t), "SECRET_KEY=" + marker("key") + long, "SECRET_KEY_FALLBACKS=" + marker("fallback") + long,
		"EMAIL_URL=smtp://u:" + marker("mail") + "@127.0.0.1:1", "LOG_LEVEL=debug", "ALLOWED_HOSTS=127.0.0.1", "TRUSTED_PROXIES=127.0.0.1"}
	if out, err := siteCommand(t, env, "migrate").CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v\n%s", err, out)
	}
	return env
}

// secretRequest is a request full of secrets.
func secretRequest(t *testing.T, method, address, accept string) *http.Request {
	t.Helper()
	query := url.Values{"token": {marker("querytoken")}, "password": {marker("querypassword")}, "plain": {"Xplainquery"}}
	form := url.Values{"password": {marker("password")}, "new_password1": {marker("password1")}, "csrfmiddlewaretoken": {marker("csrf")}, "api_key": {marker("apikey")},
		"client_secret": {marker("secret")}, "credit_card": {marker("card")}, "cardNumber": {marker("cardnumber")}, "cvv": {marker("cvv")}, "iban": {marker("iban")},
		"user-ssn": {marker("ssn")}, "pin": {marker("pin")}, "otp": {marker("otp")}, "plain": {"Xplainform"}}
	kind, body := "application/x-www-form-urlencoded", form.Encode()
	if accept == "multipart" {
		kind, body = multipartOf(t, form)
	}
	if method != http.MethodPost {
		kind, body = "", ""
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address+"?"+query.Encode(), strings.NewReader(body))
	must(t, err)
	for name, value := range map[string]string{"Content-Type": kind, "Accept": accept, "Cookie": "sessionid=" + marker("session") + "; __Host-csrf=" + marker("csrfcookie"),
		"Authorization": "Bearer " + marker("bearer"), "Proxy-Authorization": "Basic " + marker("proxy"), "X-Api-Key": marker("xapikey"), "X-CSRFToken": marker("xcsrf"),
		"X-Auth-Token": marker("xauth"), "X-Forwarded-Proto": "https", "X-Plain": "Xplainheader"} {
		r.Header.Set(name, value)
	}
	return r
}

func multipartOf(t *testing.T, form url.Values) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		must(t, w.WriteField(name, values[0]))
	}
	// X58 for the name of a file: line breaks, escapes of terminals, quotes.
	part, err := w.CreateFormFile("file", "a\r\n{\"msg\":\"forged\"}\x1b[2J\".txt")
	must(t, err)
	_, err = io.WriteString(part, "content")
	must(t, err)
	must(t, w.Close())
	return w.FormDataContentType(), b.String()
}

// TestNoSecretGetsOut is X60 for what a request brings and for the commands that show settings: failures of all kinds in debug and in
// production, as pages and as JSON, at the most talkative level of the log, and the dump of a process that is killed.
func TestNoSecretGetsOut(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"development", "production"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			env := settingsWithSecrets(t, mode)
			said := commands(t, append(env, "DATABASE_URL=postgres://u:"+marker("dbpassword")+"@127.0.0.1:1/none?sslmode=disable"))
			p := serveSite(t, "127.0.0.1:0", env)
			pages, failures := failing(t, "http://"+p.addr)
			if failures < 12 {
				t.Errorf("%d requests failed with 500, so that little was shown", failures)
			}
			if runtime.GOOS != "windows" {
				must(t, p.cmd.Process.Signal(syscall.SIGQUIT))
				p.end(t)
			}
			seen := map[string]string{"commands": said, "pages": pages, "log": p.log.String(), "output": p.out.String()}
			for place, text := range seen {
				if i := strings.Index(text, "Xmarker"); i >= 0 {
					t.Errorf("a secret stands in the %s (%d times): …%.400s…", place, strings.Count(text, "Xmarker"), text[max(0, i-200):])
				}
			}
			for _, shown := range []string{"Xplainquery", "Xplainform", "Xplainheader", "password", "Authorization"} {
				if got := strings.Contains(pages, shown); got != (mode == "development") {
					t.Errorf("the pages in %s hold %s: %v", mode, shown, got)
				}
			}
			if log := seen["log"]; !strings.Contains(log, "the cause of the failure") || !strings.Contains(log, "goroutine ") || strings.Contains(log, "\x1b") || strings.Contains(pages, "\x1b[2J") {
				t.Error("the log holds no failure, no dump, or an escape of terminals")
			}
		})
	}
}

// commands runs what shows settings, and what fails because of them.
func commands(t *testing.T, env []string) string {
	t.Helper()
	var all strings.Builder
	for _, args := range [][]string{{"settings"}, {"settings", "--diff"}, {"settings", "--about"}, {"check", "--deploy"}, {"check", "--deploy", "--database"}, {"routes"}, {"migrate"}, {"serve", "--addr", "127.0.0.1:0"}, {"help"}} {
		var exit *exec.ExitError
		out, err := siteCommand(t, env, args...).CombinedOutput()
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s: %s\n", args, out)
	}
	if text := all.String(); !strings.Contains(text, "SECRET_KEY_FALLBACKS") || !strings.Contains(text, "postgres://") {
		t.Errorf("the commands show no settings:\n%s", text)
	}
	return all.String()
}

// failing asks for everything that fails, and returns all that came back, and how often the status was 500.
func failing(t *testing.T, address string) (text string, failures int) {
	t.Helper()
	var all strings.Builder
	c := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, path := range []string{"/fail/error/", "/fail/form/", "/fail/panic/", "/fail/late/", "/form/", "/json/", "/go/", "/nowhere/%00"} {
		for _, accept := range []string{"text/html", "application/json", "multipart", "*/*"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				a := send(c, secretRequest(t, method, address+path, accept))
				if a.err != nil && path != "/fail/late/" && path != "/fail/panic/" {
					t.Errorf("%s %s: %v", method, path, a.err)
				}
				if a.status == http.StatusInternalServerError {
					failures++
				}
				if a.header.Get("X-Probe-Path") == "" { // else it is the answer of echo, which is meant to hold everything
					fmt.Fprintf(&all, "%d %v %s\n", a.status, a.header, a.body)
				}
			}
		}
	}
	return all.String(), failures
}
