package orm_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// iterVariable names the database that this program, run once more by TestIterKeepsNothing, goes through.
const iterVariable = "MUSETTE_ORM_ITER_CHILD"

// maxGrowth is how much memory a process may gain by going through a table, however many rows it has.
const maxGrowth = 32 << 20

// TestIterKeepsNothing goes through rows that come to much more than maxGrowth, in a process of its own, whose memory the
// system measures: that of SQLite lies outside Go's heap.
func TestIterKeepsNothing(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the memory of a process is read from /proc")
	}
	rows := 150_000
	if testenv.Full() {
		rows = 1_000_000
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		e := open(t, url, shelf.Models)
		e.do(e.db.ExecScript(e.ctx, fmt.Sprintf(`INSERT INTO shelf_publisher (name, city)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT 'publisher ' || i, '%s' FROM n`, rows, strings.Repeat("a long name ", 40))))
		cmd := exec.CommandContext(e.ctx, os.Args[0], "-test.run=^TestIterInAChild$", "-test.v")
		cmd.Env = append(os.Environ(), iterVariable+"="+url)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprint("went through ", rows, " rows")) {
			t.Fatalf("%v\n%s", err, out)
		}
		for line := range strings.Lines(string(out)) {
			if strings.Contains(line, "went through") {
				t.Log(strings.TrimSpace(line))
			}
		}
	})
}

// TestIterInAChild is what the other process does.
func TestIterInAChild(t *testing.T) {
	url := os.Getenv(iterVariable)
	if url == "" {
		t.Skip("TestIterKeepsNothing runs it in a process of its own")
	}
	d, err := db.Open(t.Context(), url, db.Options{SlowQuery: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	ctx := orm.With(t.Context(), d)
	if _, err := publishers.OrderBy(publishers.ID.Asc()).First(ctx); err != nil { // what a first statement needs is not counted
		t.Fatal(err)
	}
	before, most, n := residentMemory(t), 0, 0
	for p, err := range publishers.OrderBy(publishers.ID.Asc()).Iter(ctx, 0) {
		if err != nil || len(*p.City) < 400 {
			t.Fatal(p, err)
		}
		if n++; n%1_000 == 0 {
			most = max(most, residentMemory(t))
		}
	}
	t.Logf("went through %d rows: the memory grew from %d to %d KiB", n, before>>10, most>>10)
	if most-before > maxGrowth {
		t.Errorf("the memory grew by %d KiB, want at most %d", (most-before)>>10, maxGrowth>>10)
	}
}

// residentMemory is how much memory the process has, in bytes.
func residentMemory(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(b, []byte("VmRSS:"))
	kB := 0
	if _, err := fmt.Sscanf(string(rest), "%d kB", &kB); err != nil {
		t.Fatal(err)
	}
	return kB << 10
}
