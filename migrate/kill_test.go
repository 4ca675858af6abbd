package migrate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// tortureRows is how many rows the data steps of the torture have to do with.
func tortureRows() int {
	if testenv.Full() {
		return 200_000
	}
	return 2_000
}

// tortureApp has 30 migrations: tables, rows in bulk, a data step in batches, and alterations of the filled table.
func tortureApp() App {
	fill := fmt.Sprintf("INSERT INTO x_note (text) SELECT 'note ' || n FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %d) SELECT n FROM s) AS numbers", tortureRows())
	few := schema.Eq(schema.Call(schema.OpLength, schema.F("text")), schema.V(len(fmt.Sprintf("note %d", tortureRows()/100)))) // row by row, all of them would take most of the time, and most of the kills; not by the key, whose numbers a killed run used up
	batched := ops(RunGo{Batched: &Batches{Model: "Note", Where: &few, Size: 100, Each: func(ctx context.Context, h *History, row *Row) error {
		row.Set("count", row.Int64("count")+int64(len(row.String("text"))))
		return say2(ctx, h, row)
	}}})
	batched.NonAtomic = true
	list := []Migration{ops(notes(), CreateModel{Name: "Log", Fields: []schema.Field{idField(), fk("note", "x.Note")}}), ops(RunSQL{Forward: SQL{Any: fill}}),
		ops(AddField{Model: "Note", Field: schema.Field{Name: "count", Type: schema.IntegerField}}), batched,
		ops(AlterField{Model: "Note", Field: schema.Field{Name: "count", Type: schema.DecimalField, MaxDigits: 14, DecimalPlaces: 2}}),
		ops(RenameField{Model: "Note", From: "count", To: "total"}), ops(AddIndex{Model: "Note", Index: schema.Index{Name: "by_total", Keys: []schema.IndexKey{{Field: "total"}}}})}
	for i := len(list); i < 29; i++ {
		f := schema.Field{Name: fmt.Sprintf("f%d", i), Type: schema.TextField}
		if i%2 == 0 {
			list = append(list, ops(AddField{Model: "Note", Field: f}, AddField{Model: "Log", Field: f}))
		} else {
			list = append(list, ops(CreateModel{Name: fmt.Sprintf("M%d", i), Fields: []schema.Field{idField(), fk("note", "x.Note"), f}}))
		}
	}
	list = append(list, ops(RenameModel{From: "Note", To: "Memo"}))
	return chain("x", list...)
}

// say2 logs a row: a batch that ran twice would log it twice.
func say2(ctx context.Context, h *History, row *Row) error {
	t, err := h.Model("x", "Log")
	if err != nil {
		return err
	}
	_, err = t.Insert(ctx, Values{"note": row.Any("id")})
	return err
}

// sums is what the rows come to.
func sums(t *testing.T, d *db.DB) string {
	t.Helper()
	return strings.Join(texts(t, d, "SELECT CAST(count(*) AS text) || ' ' || CAST(sum(total) AS text) || ' ' || CAST(sum(length(text)) AS text) FROM x_memo"), "") +
		" " + strings.Join(texts(t, d, "SELECT CAST(count(*) AS text) || ' ' || CAST(count(DISTINCT note_id) AS text) FROM x_log"), "")
}

// TestKilled kills the process that migrates at random moments. Whatever the moment, another run reaches the same schema
// and the same rows.
func TestKilled(t *testing.T) {
	t.Parallel()
	rounds := 3
	if testenv.Full() {
		rounds = 25 // on each of the databases
	}
	testenv.Databases(t, func(t *testing.T, url string) {
		start := time.Now()
		if killed := childRun(t, url, 0); killed {
			t.Fatal("the clean run failed")
		}
		took := time.Since(start)
		clean := open(t, url)
		schema, rows := dump(t, clean), sums(t, clean)
		r := rand.New(rand.NewPCG(16, 16))
		for range rounds {
			own := fresh(t, url)
			after := time.Duration(r.Int64N(int64(took))) + time.Millisecond
			killed := childRun(t, own, after)
			if err := migrateChild(t.Context(), own); err != nil {
				t.Fatalf("killed (%t) after %v, the next run fails: %v", killed, after, err)
			}
			d := open(t, own)
			if got := dump(t, d); got != schema {
				t.Errorf("killed after %v, the schema differs:\n%s", after, lineDiff(schema, got))
			}
			if got := sums(t, d); got != rows {
				t.Errorf("killed after %v, the rows come to %s, expected %s", after, got, rows)
			}
		}
	})
}

// TestTenProcesses starts ten processes that migrate: each migration runs once.
func TestTenProcesses(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		clean := fresh(t, url)
		if err := migrateChild(t.Context(), clean); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { childRun(t, url, 0) })
		}
		wg.Wait()
		d, want := open(t, url), open(t, clean)
		if got := dump(t, d); got != dump(t, want) {
			t.Errorf("the schema differs:\n%s", lineDiff(dump(t, want), got))
		}
		if got := sums(t, d); got != sums(t, want) {
			t.Errorf("the rows come to %s, expected %s", got, sums(t, want))
		}
	})
}

// fresh is another empty database of the kind that the URL names.
func fresh(t *testing.T, url string) string {
	t.Helper()
	if strings.HasPrefix(url, "postgres") {
		return testenv.Postgres(t)
	}
	return testenv.SQLite(t)
}

// childRun runs this program as a child that migrates, and kills it after the time (0 for never).
func childRun(t *testing.T, url string, after time.Duration) (killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+url)
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return false
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() }) // it may have ended
		defer timer.Stop()
	}
	err := cmd.Wait()
	if cmd.ProcessState.Exited() && err != nil {
		t.Errorf("the child failed: %v\n%s", err, errs.String())
	}
	return err != nil
}
