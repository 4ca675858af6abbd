package work_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/bench/models"
	"github.com/musette-go/musette/bench/work"
	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// opener opens a contender on a database with its tables.
type opener struct {
	name string
	open func(ctx context.Context, url string) (work.Side, error)
}

func postgresSides() []opener {
	return []opener{{"hand", work.Pgx}, {"musette", work.Musette}, {"gorm", work.GORM}, {"bun", work.Bun}, {"ent", work.Ent}}
}

func sqliteSides() []opener {
	return []opener{{"hand", work.SQLite}, {"musette", work.Musette}}
}

func postgresTables(tb testing.TB) string {
	tb.Helper()
	url := testenv.Postgres(tb)
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context())
	if _, err := conn.Exec(tb.Context(), models.PostgresTables); err != nil {
		tb.Fatal(err)
	}
	return url
}

func sqliteTables(tb testing.TB) string {
	tb.Helper()
	url := testenv.SQLite(tb)
	conn, err := sqlite3.Open("file:" + url[len("sqlite://"):])
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.Exec("PRAGMA journal_mode=wal;" + models.SQLiteTables); err != nil {
		tb.Fatal(err)
	}
	return url
}

// TestSidesAgree has all contenders read the same rows, and write rows that the first of them reads back.
func TestSidesAgree(t *testing.T) {
	t.Parallel()
	t.Run("postgres", func(t *testing.T) { t.Parallel(); sidesAgree(t, postgresTables(t), postgresSides()) })
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); sidesAgree(t, sqliteTables(t), sqliteSides()) })
}

func sidesAgree(t *testing.T, url string, openers []opener) {
	ctx := t.Context()
	var first work.Side
	var want [3]int64
	var lastID int64
	for i, o := range openers {
		s, err := o.open(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		if i == 0 {
			first = s
		}
		got := readings(t, s)
		if i == 0 {
			want = got
		}
		if got != want {
			t.Errorf("%s read %v, %s read %v", o.name, got, openers[0].name, want)
		}
		id, err := s.Insert(ctx)
		if err != nil || id <= lastID {
			t.Fatalf("%s: Insert gave key %d after %d: %v", o.name, id, lastID, err)
		}
		sum, err := s.Bulk(ctx)
		if wantSum := work.BulkRows * (2*id + work.BulkRows + 1) / 2; err != nil || sum != wantSum {
			t.Fatalf("%s: the keys of Bulk add up to %d, want %d: %v", o.name, sum, wantSum, err)
		}
		lastID = id + work.BulkRows
		before := get(t, first, 9001)
		if err := s.Update(ctx, 9001, int32(2000+i)); err != nil {
			t.Fatalf("%s: %v", o.name, err)
		}
		if after := get(t, first, 9001); after == before {
			t.Errorf("%s: Update changed nothing", o.name)
		}
	}
}

func get(t *testing.T, s work.Side, id int64) int64 {
	t.Helper()
	sum, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func readings(t *testing.T, s work.Side) [3]int64 {
	t.Helper()
	list, err := s.List(t.Context(), 17)
	if err != nil {
		t.Fatal(err)
	}
	joined, err := s.Joined(t.Context(), 17)
	if err != nil {
		t.Fatal(err)
	}
	return [3]int64{get(t, s, 17), list, joined}
}

func BenchmarkPostgres(b *testing.B) { benchmark(b, postgresTables(b), postgresSides()) }

func BenchmarkSQLite(b *testing.B) { benchmark(b, sqliteTables(b), sqliteSides()) }

func benchmark(b *testing.B, url string, openers []opener) {
	for _, task := range work.Tasks() {
		for _, o := range openers {
			b.Run(task.Name+"/"+o.name, func(b *testing.B) {
				s, err := o.open(b.Context(), url)
				if err != nil {
					b.Fatal(err)
				}
				defer func() { _ = s.Close() }()
				if err := task.Do(b.Context(), s, 0); err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if err := task.Do(b.Context(), s, i); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
