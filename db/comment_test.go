package db_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
)

type tagsKey struct{}

// tagged is a context of which tagsOf knows the pairs.
func tagged(ctx context.Context, pairs ...string) context.Context {
	tags := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		tags[pairs[i]] = pairs[i+1]
	}
	return context.WithValue(ctx, tagsKey{}, tags)
}

func tagsOf(ctx context.Context) map[string]string {
	tags, _ := ctx.Value(tagsKey{}).(map[string]string)
	return tags
}

// closing is a value that tries to end the comment.
const closing = `*/; DROP TABLE point; /* ' $1 ?1 \' -- 100%`

const closingEncoded = `%2A%2F%3B%20DROP%20TABLE%20point%3B%20%2F%2A%20%27%20%241%20%3F1%20%5C%27%20--%20100%25`

// TestComment runs every kind of statement with a comment, in and out of transactions (HTTP-34).
func TestComment(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{Comment: tagsOf})
		rec := db.NewRecorder(db.RecorderOptions{Statements: true})
		ctx := db.Record(tagged(t.Context(), "route", closing, "request_id", "7f3a", "empty", "", "", "x"), rec)
		exec(t, d, t.Context(), pointTable)
		const comment = ` /*request_id='7f3a',route='` + closingEncoded + `'*/`
		statements := func(ctx context.Context) error {
			exec(t, d, ctx, "INSERT INTO point (id, name) VALUES (?1, ?2)", 1, "it's")
			if n := number(t, d, ctx, "SELECT id FROM point WHERE id = ?1", 1); n != 1 {
				t.Errorf("the statement reads %d", n)
			}
			if err := d.ExecScript(ctx, "UPDATE point SET name = 'a'; UPDATE point SET name = 'b'"); err != nil {
				t.Error(err)
			}
			rows, err := d.Write(ctx, q(d, "DELETE FROM point WHERE name = ?1 RETURNING id"), "b")
			if err != nil {
				t.Fatal(err)
			}
			if !rows.Next() || rows.Int64() != 1 {
				t.Error("the deleted row does not come back")
			}
			return rows.Close()
		}
		for range 2 { // the second time the server's description is known
			if err := statements(ctx); err != nil {
				t.Error(err)
			}
			if err := inTx(d, ctx, statements); err != nil {
				t.Error(err)
			}
		}
		if n := number(t, d, ctx, "SELECT count(*) FROM point"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if rec.Count() != 17 {
			t.Errorf("%d statements", rec.Count())
		}
		for _, s := range rec.Statements() {
			if s.Err != nil || !strings.HasSuffix(s.SQL, comment) {
				t.Errorf("%q (%v) lacks the comment", s.SQL, s.Err)
			}
		}
		exec(t, d, db.Record(t.Context(), rec), "DELETE FROM point")
		if s := rec.Statements()[17].SQL; s != "DELETE FROM point" {
			t.Errorf("without anything to say the statement is %q", s)
		}
	})
}

// TestCommentOnTheServer asks PostgreSQL what it was sent.
func TestCommentOnTheServer(t *testing.T) {
	t.Parallel()
	url := testenv.Postgres(t)
	d, other := open(t, url, db.Options{Comment: tagsOf}), open(t, url, db.Options{})
	ctx := tagged(t.Context(), "request_id", "7f3a", "route", closing)
	const comment = ` /*request_id='7f3a',route='` + closingEncoded + `'*/`
	const own = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid() AND 1 = $1"
	const waits = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
	text := func(d *db.DB, ctx context.Context, sql string, args ...any) string {
		t.Helper()
		rows, err := d.Query(ctx, sql, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		if !rows.Next() {
			t.Fatalf("%s: no row: %v", sql, rows.Err())
		}
		return rows.String()
	}
	for range 3 {
		if got := text(d, ctx, own, 1); got != own+comment {
			t.Errorf("PostgreSQL runs %q", got)
		}
	}
	err := inTx(d, ctx, func(ctx context.Context) error {
		if got := text(other, t.Context(), waits); got != "begin"+comment {
			t.Errorf("a transaction that waits for us shows %q", got)
		}
		if got := text(d, ctx, own, 1); got != own+comment {
			t.Errorf("in a transaction PostgreSQL runs %q", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if n := number(t, d, ctx, "SELECT count(*) FROM pg_prepared_statements"); n > 1 { // the one without a name
		t.Errorf("%d statements are prepared in the session", n)
	}
}

// TestCommentsAfterTheTableChanged: what the server once said of a statement may no longer be so.
func TestCommentsAfterTheTableChanged(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{Comment: tagsOf})
		ctx := tagged(t.Context(), "n", "1")
		exec(t, d, ctx, "CREATE TABLE a (id bigint)")
		exec(t, d, ctx, "INSERT INTO a VALUES (1)")
		for want := 1; want <= 3; want++ {
			rows, err := d.Query(ctx, "SELECT * FROM a")
			if err != nil {
				t.Fatal(err)
			}
			if !rows.Next() || len(rows.Columns()) != want || rows.Int64() != 1 {
				t.Errorf("%d columns, want %d", len(rows.Columns()), want)
			}
			if err := rows.Close(); err != nil {
				t.Error(err)
			}
			exec(t, d, ctx, "ALTER TABLE a ADD c"+string(rune('0'+want))+" bigint")
		}
	})
}

// TestCommentIsBounded cuts long values and leaves out what is too much.
func TestCommentIsBounded(t *testing.T) {
	t.Parallel()
	d := open(t, testenv.SQLite(t), db.Options{Comment: tagsOf})
	pairs := []string{"a", strings.Repeat("x", 10_000)}
	for i := range 100 {
		pairs = append(pairs, "k"+string(rune('a'+i)), strings.Repeat("é", 200))
	}
	rec := db.NewRecorder(db.RecorderOptions{Statements: true})
	number(t, d, db.Record(tagged(t.Context(), pairs...), rec), "SELECT 1")
	s := rec.Statements()[0].SQL
	if len(s) < 2000 || len(s) > 5000 || !strings.HasPrefix(s, "SELECT 1 /*a='"+strings.Repeat("x", 256)+"',k") || !strings.HasSuffix(s, "'*/") {
		t.Errorf("%d bytes: %q", len(s), s)
	}
}

// FuzzComment looks for a value that ends the comment: the statement must still be one, read 1, and give the values back.
func FuzzComment(f *testing.F) {
	f.Add("route", closing)
	f.Add(`*/`, `/*`)
	f.Add(`k'`, "\x00\xff +%2A")
	f.Add("a\\", `\'*\/`)
	d := open(f, testenv.SQLite(f), db.Options{Comment: tagsOf})
	f.Fuzz(func(t *testing.T, name, value string) {
		rec := db.NewRecorder(db.RecorderOptions{Statements: true})
		ctx := db.Record(tagged(t.Context(), name, value), rec)
		if n := number(t, d, ctx, "SELECT 1"); n != 1 {
			t.Errorf("the statement gives %d", n)
		}
		sql := rec.Statements()[0].SQL
		if db.Normalize(sql) != "SELECT ?" {
			t.Errorf("%q is more than the statement", sql)
		}
		inside, ok := strings.CutPrefix(sql, "SELECT 1 /*")
		if !ok {
			if sql != "SELECT 1" || name != "" && value != "" {
				t.Errorf("no comment: %q", sql)
			}
			return
		}
		inside, ok = strings.CutSuffix(inside, "'*/")
		key, val, found := strings.Cut(inside, "='")
		if i := strings.IndexFunc(key+val, func(r rune) bool {
			return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~%", r))
		}); !ok || !found || i >= 0 {
			t.Errorf("%q holds other characters", sql)
		}
		gotKey, _ := url.PathUnescape(key)
		gotVal, _ := url.PathUnescape(val)
		if gotKey != name[:min(len(name), 256)] || gotVal != value[:min(len(value), 256)] {
			t.Errorf("%q and %q come back as %q and %q", name, value, gotKey, gotVal)
		}
	})
}
