package web_test

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/web"
)

// sendFile posts a form with a file of n bytes that it makes as it goes.
func sendFile(ctx context.Context, url string, n int64) (int, error) {
	in, out := io.Pipe()
	form := multipart.NewWriter(out)
	go func() {
		part, err := form.CreateFormFile("file", "large.bin")
		if err == nil {
			_, err = io.CopyN(part, zeros{}, n)
		}
		if err == nil {
			err = form.Close()
		}
		_ = out.CloseWithError(err)
	}()
	req, err := http.NewRequestWithContext(ctx, "POST", url, in)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestLargeUpload streams a file that is much larger than the memory it may cost, to a temporary file and into a destination,
// and removes it when the client goes away. It is not parallel, since it measures memory.
func TestLargeUpload(t *testing.T) {
	size := int64(48 << 20)
	if testenv.Full() {
		size = 2 << 30
	}
	dir, arrived := t.TempDir(), make(chan struct{})
	log := make([]string, 0, 4)
	aborted := make(chan struct{})
	h := build(t, web.Options{Timeout: -1}, func(r *web.Router) {
		check := func(f *web.Form, err error, w http.ResponseWriter, r *http.Request) error {
			if err != nil {
				return err
			}
			if got := f.File("file").Size; got != size {
				return fmt.Errorf("%d bytes came", got)
			}
			return say("x")(w, r)
		}
		limits := web.Limits{Body: 3 << 30}
		r.Post("/temp/", func(w http.ResponseWriter, r *http.Request) error {
			f, err := web.ReadForm(r)
			return check(f, err, w, r)
		}).Limits(limits)
		r.Post("/storage/", func(w http.ResponseWriter, r *http.Request) error {
			f, err := web.ReadFormTo(r, func(context.Context, *web.FormFile) (web.Upload, error) {
				out, err := os.Create(filepath.Join(dir, "stored"))
				return &upload{File: out, log: &log}, err
			})
			return check(f, err, w, r)
		}).Limits(limits)
		r.Post("/aborted/", func(_ http.ResponseWriter, r *http.Request) error {
			defer close(aborted)
			_, err := web.ReadFormTo(r, func(context.Context, *web.FormFile) (web.Upload, error) {
				out, err := os.Create(filepath.Join(dir, "aborted"))
				close(arrived)
				return &upload{File: out, log: &log}, err
			})
			if err == nil {
				t.Error("an upload that was broken off was taken")
			}
			return err
		}).Limits(limits)
	})
	url, _, _ := start(t, web.ServerOptions{Handler: h})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, path := range []string{"/temp/", "/storage/"} {
		if code, err := sendFile(t.Context(), url+path, size); code != 200 || err != nil {
			t.Errorf("%s: %d %v", path, code, err)
		}
	}
	runtime.ReadMemStats(&after)
	if grown := int64(after.Sys) - int64(before.Sys); grown > 64<<20 {
		t.Errorf("an upload of %d MiB took %d MiB more memory", size>>20, grown>>20)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if code, err := sendFile(ctx, url+"/aborted/", 1<<40); err == nil {
		t.Errorf("the client went away and got %d", code)
	}
	select {
	case <-aborted:
	case <-time.After(30 * time.Second):
		t.Fatal("the handler never learned of it")
	}
	if _, err := os.Stat(filepath.Join(dir, "aborted")); err == nil {
		t.Error("what came of the upload was not removed")
	}
	if info, err := os.Stat(filepath.Join(dir, "stored")); err != nil || info.Size() != size {
		t.Errorf("stored: %v %v", info, err)
	}
}
