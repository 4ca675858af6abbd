package password_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/netguard"
	"github.com/musette-go/musette/problem"
)

func sha1Hex(text string) string {
	sum := sha1.Sum([]byte(text))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// rangeServer answers as the range service does, and notes what it is asked.
func rangeServer(t *testing.T, answer http.HandlerFunc) *password.RangeService {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	return &password.RangeService{URL: srv.URL + "/api", Client: srv.Client()}
}

func TestRangeService(t *testing.T) {
	t.Parallel()
	bad := sha1Hex("P@ssw0rd")
	service := rangeServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/range/"+r.URL.Path[len("/api/range/"):][:5] || r.Header.Get("Add-Padding") != "true" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		fmt.Fprintf(w, "%s:0\r\n%s:52579\r\n%s:1\r\n", strings.Repeat("0", 35), bad[5:], strings.Repeat("F", 35))
	})
	for _, c := range []struct {
		password string
		min      int
		want     bool
	}{{"P@ssw0rd", 0, true}, {"P@ssw0rd", 52579, true}, {"P@ssw0rd", 52580, false}, {"correct horse battery staple", 0, false}} {
		s := &password.RangeService{URL: service.URL, Client: service.Client, MinCount: c.min}
		found, err := password.Breached{In: s}.Validate(t.Context(), c.password, nil)
		if err != nil || (len(found) == 1 && found[0].Code == "password_breached") != c.want {
			t.Errorf("%s, at least %d: %v, %v", c.password, c.min, found, err)
		}
	}
}

// A padding line with the count 0 is no breach, even when the digits are the password's.
func TestRangePadding(t *testing.T) {
	t.Parallel()
	service := rangeServer(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "%s:0", sha1Hex("x")[5:]) })
	if found, err := service.Breached(t.Context(), sha1.Sum([]byte("x"))); err != nil || found {
		t.Errorf("%v, %v", found, err)
	}
}

func TestRangeServiceFails(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"status":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"empty":     func(http.ResponseWriter, *http.Request) {},
		"page":      func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>welcome to the network</html>") },
		"short":     func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ABC:1") },
		"no count":  func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("0", 35)+":x") },
		"endless":   func(w http.ResponseWriter, _ *http.Request) { endless(w) },
		"long line": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("0", 1<<17)) },
		"cut off":   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut within": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, strings.Repeat("0", 35)+":1\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := rangeServer(t, answer)
			closed, open := password.Breached{In: service}, password.Breached{In: service, FailOpen: true}
			if found, err := closed.Validate(t.Context(), "x", nil); problem.Of(err) != problem.Unavailable || len(found) != 0 {
				t.Errorf("closed: %v, %v", found, err)
			}
			if found, err := open.Validate(t.Context(), "x", nil); err != nil || len(found) != 0 {
				t.Errorf("open: %v, %v", found, err)
			}
		})
	}
}

// endless writes 2 MiB of good lines, of which one ends where the first MiB does.
func endless(w http.ResponseWriter) {
	line := strings.Repeat("0", 35) + ":1\n"
	text := strings.Repeat(strings.Repeat("0", 35)+":10\n", (1<<20)%len(line)) + strings.Repeat(line, (1<<20)/len(line)-(1<<20)%len(line))
	for len(text) < 1<<20 {
		text += line
	}
	_, _ = io.WriteString(w, text[:1<<20]+strings.Repeat(line, 1<<20/len(line)))
}

// The client that is used when none is given does not reach the machine's own services.
func TestRangeServiceIsGuarded(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.NotFoundHandler())
	defer srv.Close()
	_, err := (&password.RangeService{URL: srv.URL}).Breached(t.Context(), [20]byte{})
	if !errors.Is(err, netguard.ErrBlocked) {
		t.Errorf("%v", err)
	}
}

func TestBloom(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&list, "%s:%d\r\n", sha1Hex(fmt.Sprint("breached ", i)), i+1)
	}
	list.WriteString(strings.ToLower(sha1Hex("without a count")))
	path := filepath.Join(t.TempDir(), "breached.bloom")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	n, err := password.BuildBloom(t.Context(), f, strings.NewReader(list.String()), password.BloomOptions{Items: 5001})
	if err != nil || n != 5001 || f.Close() != nil {
		t.Fatalf("%d items, %v", n, err)
	}
	bloom, err := password.OpenBloom(path)
	if err != nil {
		t.Fatal(err)
	}
	policy := &password.Policy{Validators: []password.Validator{password.Breached{In: bloom}}}
	refused := func(pw string) bool {
		found, err := policy.Validate(t.Context(), pw)
		if err != nil {
			t.Fatal(err)
		}
		return len(found) == 1
	}
	for i := range 5000 {
		if pw := fmt.Sprint("breached ", i); !refused(pw) {
			t.Fatalf("%q was missed", pw)
		}
	}
	if !refused("without a count") {
		t.Error("the line without a count was missed")
	}
	wrong := 0
	for i := range 20_000 {
		if refused(fmt.Sprint("fine ", i)) {
			wrong++
		}
	}
	if wrong > 60 { // 20 expected
		t.Errorf("%d of 20,000 good passwords were refused, want about 20", wrong)
	}
	if err := bloom.Close(); err != nil {
		t.Error(err)
	}
	if _, err := policy.Validate(t.Context(), "breached 1"); problem.Of(err) != problem.Unavailable {
		t.Errorf("closed file: %v", err)
	}
}

func TestBloomOptions(t *testing.T) {
	t.Parallel()
	line := func(pw string, n int) string { return fmt.Sprintf("%s:%d\n", sha1Hex(pw), n) }
	var out bytes.Buffer
	n, err := password.BuildBloom(t.Context(), &out, strings.NewReader(line("rare", 1)+line("frequent", 9)), password.BloomOptions{Items: 1, MinCount: 5, FalsePositives: 1e-6})
	if err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	b, err := password.NewBloom(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for pw, want := range map[string]bool{"frequent": true, "rare": false} {
		if got, err := b.Breached(t.Context(), sha1.Sum([]byte(pw))); err != nil || got != want {
			t.Errorf("%s: %v, %v", pw, got, err)
		}
	}
	for name, c := range map[string]struct {
		list string
		opt  password.BloomOptions
	}{
		"no items":     {"", password.BloomOptions{}},
		"rate":         {"", password.BloomOptions{Items: 1, FalsePositives: 2}},
		"huge":         {"", password.BloomOptions{Items: 1 << 50}},
		"too many":     {line("a", 1) + line("b", 1), password.BloomOptions{Items: 1}},
		"no digits":    {"password\n", password.BloomOptions{Items: 1}},
		"other digits": {strings.Repeat("x", 40), password.BloomOptions{Items: 1}},
		"no count":     {sha1Hex("a") + ":many", password.BloomOptions{Items: 1}},
		"long line":    {strings.Repeat("a", 1<<17), password.BloomOptions{Items: 1}},
	} {
		if _, err := password.BuildBloom(t.Context(), &bytes.Buffer{}, strings.NewReader(c.list), c.opt); err == nil || !strings.HasPrefix(err.Error(), "password: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := password.BuildBloom(ctx, &out, strings.NewReader(strings.Repeat(line("a", 1), 10_000)), password.BloomOptions{Items: 10_000}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestBloomDamaged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if _, err := password.BuildBloom(t.Context(), &out, strings.NewReader(sha1Hex("a")), password.BloomOptions{Items: 100}); err != nil {
		t.Fatal(err)
	}
	whole := out.Bytes()
	change := func(at int, b byte) []byte { c := bytes.Clone(whole); c[at] = b; return c }
	for name, data := range map[string][]byte{
		"empty": nil, "cut": whole[:len(whole)-1], "longer": append(bytes.Clone(whole), 0), "header only": whole[:28], "no magic": change(0, 'M'),
		"many hashes": change(16, 1), "no hashes": change(19, 0), "many bits": change(20, 0xff), "other bits": change(27, 0xff),
	} {
		if _, err := password.NewBloom(bytes.NewReader(data), int64(len(data))); err == nil || !strings.Contains(err.Error(), "build") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := password.OpenBloom(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
