package storage_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/storage"
)

// childVariable names the folder for a process of TestFolderSurvivesKills.
const childVariable = "MUSETTE_TEST_STORAGE_FOLDER"

// TestFolderChild is what the killed process does: it saves files named by the hash of their content until it is killed.
func TestFolderChild(t *testing.T) {
	dir := os.Getenv(childVariable)
	if dir == "" {
		t.Skip("only as a process of TestFolderSurvivesKills")
	}
	b, err := storage.Open("file://"+dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for {
		data := make([]byte, 1+mathrand.IntN(1<<20))
		_, _ = rand.Read(data)
		sum := sha256.Sum256(data)
		name := hex.EncodeToString(sum[:])
		if _, err := b.Save(context.Background(), name[:2]+"/"+name, strings.NewReader(string(data))); err != nil {
			t.Fatal(err)
		}
		fmt.Println("saved")
	}
}

// TestFolderSurvivesKills kills a process that saves files, at many points: each name is absent or has its whole content (X15).
func TestFolderSurvivesKills(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rounds := 5
	if testenv.Full() {
		rounds = 200
	}
	for range rounds {
		killWhileSaving(t, dir)
	}
	b, err := storage.Open("file://"+dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	n := 0
	for info, err := range b.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		n++
		f, err := b.Open(t.Context(), info.Name)
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if !strings.HasSuffix(info.Name, "/"+hex.EncodeToString(h.Sum(nil))) {
			t.Errorf("%s does not hold what was saved", info.Name)
		}
	}
	if n < rounds {
		t.Errorf("%d files after %d rounds", n, rounds)
	}
}

// killWhileSaving starts the process, waits for some files, and kills it while it writes the next.
func killWhileSaving(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFolderChild$")
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 1 + mathrand.IntN(4) {
		if !lines.Scan() || lines.Text() != "saved" {
			t.Errorf("the process says %q", lines.Text())
			break
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // it was killed
}
