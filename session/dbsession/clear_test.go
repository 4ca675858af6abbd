package dbsession_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/session/dbsession"
)

// fill makes sessions, of which every second one has ended.
func fill(t testing.TB, ctx context.Context, n int) {
	t.Helper()
	now := time.Now()
	rows := make([]*dbsession.Session, n)
	for i := range rows {
		age := time.Duration(i/2+1) * time.Second
		if i%2 == 1 {
			age = -age
		}
		rows[i] = &dbsession.Session{SessionKey: fmt.Sprintf("key%07d", i), SessionData: `{"a":1}`, ExpireDate: now.Add(time.Hour*time.Duration(1-2*(i%2)) + age)}
	}
	if _, err := dbsession.Sessions.BulkCreate(ctx, rows); err != nil {
		t.Fatal(err)
	}
}

func TestClearExpired(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx, _ := migrated(t, dbURL)
		fill(t, ctx, 501)
		var steps []int
		n, err := dbsession.ClearExpired(ctx, 100, func(n int) { steps = append(steps, n) })
		if n != 250 || err != nil || fmt.Sprint(steps) != "[100 200 250]" {
			t.Errorf("removed %d in the steps %v, %v", n, steps, err)
		}
		if left, err := dbsession.Sessions.Count(ctx); left != 251 || err != nil {
			t.Errorf("%d are left (%v)", left, err)
		}
	})
}

func TestClearCommand(t *testing.T) {
	t.Parallel()
	ctx, _ := migrated(t, testenv.SQLite(t))
	fill(t, ctx, 10)
	cmd := dbsession.App().Commands[0]
	flags := flag.NewFlagSet(cmd.Name, flag.ContinueOnError)
	run := cmd.New(flags)
	if err := flags.Parse([]string{"--batch", "2"}); err != nil {
		t.Fatal(err)
	}
	var out, progress bytes.Buffer
	if err := run(ctx, &app.Env{Out: &out, Err: &progress}); err != nil {
		t.Fatal(err)
	}
	if out.String() != "5 sessions removed\n" || strings.Count(progress.String(), "removed …") != 3 {
		t.Errorf("printed %q and %q", out.String(), progress.String())
	}
}

// In a large table, both reading one session and finding the ended ones go by an index, and no statement removes more than a batch.
func TestLargeTable(t *testing.T) {
	t.Parallel()
	rows := 20_000
	if testenv.Full() {
		rows = 1_000_000
	}
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		ctx, d := migrated(t, dbURL)
		fill(t, ctx, rows)
		if err := d.ExecScript(ctx, "ANALYZE"); err != nil {
			t.Fatal(err)
		}
		s := dbsession.Sessions
		for index, q := range map[string]interface {
			Explain(ctx context.Context, opts ...orm.ExplainOption) (string, error)
		}{
			"key":      s.Filter(s.SessionKey.Eq("key0000007")),
			"a5c62663": s.Filter(s.ExpireDate.Lt(time.Now())).OrderBy(s.ExpireDate.Asc()).Limit(dbsession.DefaultBatch).Only(s.SessionKey),
		} {
			plan, err := q.Explain(ctx)
			if err != nil || strings.Contains(plan, "Seq Scan") || strings.Contains(plan, "SCAN django_session") && !strings.Contains(plan, "USING") || !strings.Contains(plan, index) {
				t.Errorf("the plan (%v) does not go by the index:\n%s", err, plan)
			}
		}
		rec := db.NewRecorder(db.RecorderOptions{Statements: true})
		n, err := dbsession.ClearExpired(db.Record(ctx, rec), 0, nil)
		if n != rows/2 || err != nil {
			t.Errorf("removed %d, %v, want %d", n, err, rows/2)
		}
		if got, want := rec.Count(), rows/2/dbsession.DefaultBatch+1; got != want {
			t.Errorf("%d statements, want %d", got, want)
		}
		for _, st := range rec.Statements() {
			if !strings.HasPrefix(st.SQL, "DELETE") || st.Rows > dbsession.DefaultBatch {
				t.Errorf("%d rows with %s", st.Rows, st.SQL)
			}
		}
	})
}
