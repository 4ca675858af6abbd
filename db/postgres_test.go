package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
)

func TestPoolExhaustion(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{MaxConns: 2, AcquireTimeout: 50 * time.Millisecond})
		ctx := t.Context()
		var held []*db.Rows
		for range 2 {
			rows, err := d.Query(ctx, "SELECT 1 UNION ALL SELECT 2")
			if err != nil {
				t.Fatal(err)
			}
			rows.Next()
			held = append(held, rows)
		}
		_, err := d.Query(ctx, "SELECT 1")
		if !errors.Is(err, db.ErrPoolExhausted) || problem.Of(err) != problem.Unavailable ||
			!strings.Contains(err.Error(), "2 of 2 are in use") || !strings.Contains(err.Error(), "within 50ms") {
			t.Errorf("error %v", err)
		}
		if s := d.Stats(); s.Timeouts != 1 || s.InUse != 2 {
			t.Errorf("%+v", s)
		}
		for _, rows := range held {
			_ = rows.Close()
		}
		if n := number(t, d, ctx, "SELECT 1"); n != 1 {
			t.Error(n)
		}
	})
}

func TestStatementCache(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{StatementCache: 3, MaxConns: 1})
		ctx := t.Context()
		for round := range 3 {
			for _, sql := range []string{"SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5"} {
				if n := number(t, d, ctx, sql); n != int64(sql[7]-'0') {
					t.Errorf("round %d: %s gave %d", round, sql, n)
				}
			}
		}
		if d.Dialect().Features.NumberedParams {
			if n := number(t, d, ctx, "SELECT count(*) FROM pg_prepared_statements"); n > 3 {
				t.Errorf("%d prepared statements, want at most 3", n)
			}
		}
	})
}

func TestTablesThatChangeUnderPreparedStatements(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		d := open(t, url, db.Options{MaxConns: 1})
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE a (id bigint)")
		exec(t, d, ctx, "INSERT INTO a VALUES (1)")
		columns := func(ctx context.Context) (int, error) {
			rows, err := d.Query(ctx, "SELECT * FROM a")
			if err != nil {
				return 0, err
			}
			defer rows.Close()
			n := 0
			for rows.Next() {
				n = len(rows.Columns())
			}
			return n, rows.Err()
		}
		for want := 1; want <= 3; want++ {
			if n, err := columns(ctx); n != want || err != nil {
				t.Errorf("%d columns (%v), want %d", n, err, want)
			}
			exec(t, d, ctx, "ALTER TABLE a ADD c"+string(rune('0'+want))+" bigint")
		}
		// Inside a transaction PostgreSQL cannot try again, but the next time works.
		_ = inTx(d, ctx, func(ctx context.Context) error { _, err := columns(ctx); return err })
		err := inTx(d, ctx, func(ctx context.Context) error {
			n, err := columns(ctx)
			if n != 4 {
				t.Error("columns in a transaction:", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if d.Dialect().Features.NumberedParams {
			exec(t, d, ctx, "DEALLOCATE ALL")
			if n, err := columns(ctx); n != 4 || err != nil {
				t.Error("after DEALLOCATE ALL:", n, err)
			}
		}
	})
}

// TestRestart stops the server while connections are idle, and while they are used.
func TestRestart(t *testing.T) {
	t.Parallel()
	for _, mode := range []testenv.StopMode{testenv.Fast, testenv.Immediate} {
		server := testenv.PostgresServer(t)
		d := open(t, server.URL(), db.Options{MaxConns: 4})
		ctx := t.Context()
		exec(t, d, ctx, pointTable)
		fillPool(t, d, 4)
		if err := server.Restart(mode); err != nil {
			t.Fatal(err)
		}
		for i := range 8 { // every idle connection is dead, and none of them is noticed by a query
			if n := number(t, d, ctx, "SELECT 1"); n != 1 {
				t.Error(i, n)
			}
		}
		fillPool(t, d, 4)
		if err := server.Restart(mode); err != nil {
			t.Fatal(err)
		}
		for range 8 { // nor by a write: dead connections are seen before they are used
			exec(t, d, ctx, "DELETE FROM point")
		}
		fillPool(t, d, 4)
		if err := server.Restart(mode); err != nil {
			t.Fatal(err)
		}
		for id := range int64(8) {
			if err := inTx(d, ctx, func(ctx context.Context) error { return add(ctx, d, id) }); err != nil {
				t.Errorf("%v: transaction %d: %v", mode, id, err)
			}
		}
		err := inTx(d, ctx, func(ctx context.Context) error {
			if err := add(ctx, d, 99); err != nil {
				return err
			}
			if err := server.Restart(mode); err != nil {
				t.Fatal(err)
			}
			err := add(ctx, d, 100)
			if !errors.Is(err, db.ErrConnection) {
				t.Errorf("%v: statement on a lost connection: %v", mode, err)
			}
			if err := add(ctx, d, 101); !errors.Is(err, db.ErrTxAborted) {
				t.Errorf("%v: next statement of a lost transaction: %v", mode, err)
			}
			return err
		})
		if !errors.Is(err, db.ErrConnection) || problem.Of(err) != problem.Unavailable {
			t.Errorf("%v: transaction over a restart: %v", mode, err)
		}
		if got := ids(t, d, ctx); len(got) != 8 {
			t.Errorf("%v: rows %v", mode, got)
		}
		if err := server.Stop(mode); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Query(ctx, "SELECT 1"); !errors.Is(err, db.ErrConnection) {
			t.Errorf("%v: server stopped: %v", mode, err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, ctx, "SELECT 1"); n != 1 {
			t.Error(n)
		}
	}
}

// fillPool opens n connections and leaves them idle.
func fillPool(t *testing.T, d *db.DB, n int) {
	t.Helper()
	var rows []*db.Rows
	for range n {
		r, err := d.Query(t.Context(), "SELECT 1 UNION ALL SELECT 2")
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	for _, r := range rows {
		_ = r.Close()
	}
	if s := d.Stats(); s.Idle != n {
		t.Fatalf("%+v", s)
	}
}

// TestRestartUnderLoad counts the errors of writers and readers while the server restarts: each connection may fail
// once, and afterwards everything works.
func TestRestartUnderLoad(t *testing.T) {
	t.Parallel()
	server := testenv.PostgresServer(t)
	d := open(t, server.URL(), db.Options{MaxConns: 4})
	ctx := t.Context()
	exec(t, d, ctx, pointTable)
	var next, saved atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for !stop.Load() {
				err := inTx(d, ctx, func(ctx context.Context) error { return add(ctx, d, next.Add(1)) })
				if err == nil {
					saved.Add(1)
				} else if problem.Of(err) != problem.Unavailable {
					t.Errorf("error %v (%v)", err, problem.Of(err))
				}
			}
		})
	}
	rounds := 2
	if testenv.Full() {
		rounds = 10
	}
	for range rounds {
		before := saved.Load()
		for saved.Load() < before+50 {
			number(t, d, ctx, "SELECT 1")
		}
		if err := server.Restart(testenv.Immediate); err != nil {
			t.Fatal(err)
		}
	}
	after := saved.Load()
	for deadline := time.Now().Add(10 * time.Second); saved.Load() < after+50 && time.Now().Before(deadline); {
		number(t, d, ctx, "SELECT 1") // never fails once the server is back
	}
	stop.Store(true)
	wg.Wait()
	n := number(t, d, ctx, "SELECT count(*) FROM point")
	if saved.Load() < after+50 || n < saved.Load() || n > next.Load() {
		t.Errorf("%d committed (%d after the restart), %d rows, %d tried", saved.Load(), after, n, next.Load())
	}
}

func TestPgBouncer(t *testing.T) {
	t.Parallel()
	url := testenv.PgBouncer(t, testenv.Postgres(t))
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	d := open(t, url+sep+"pooler=transaction", db.Options{StatementTimeout: 300 * time.Millisecond})
	ctx := t.Context()
	exec(t, d, ctx, valueTable(d))
	exec(t, d, ctx, pointTable)
	want := someValues()[:50]
	var wg sync.WaitGroup
	for g := range 8 { // more clients than the pooler has server connections
		wg.Go(func() {
			for i := range 20 {
				id := int64(g*100 + i)
				err := inTx(d, ctx, func(ctx context.Context) error {
					if err := add(ctx, d, id); err != nil {
						return err
					}
					_ = inTx(d, ctx, func(ctx context.Context) error { return add(ctx, d, id) })
					return nil
				})
				if err != nil {
					t.Error(err)
				}
				if n := number(t, d, ctx, "SELECT count(*) FROM point WHERE id = ?1", id); n != 1 {
					t.Error(id, n)
				}
			}
		})
	}
	wg.Wait()
	for i := range want {
		exec(t, d, ctx, "DELETE FROM v")
		exec(t, d, ctx, insertValues, want[i].args()...)
		rows, err := d.Query(ctx, "SELECT * FROM v")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if got := readValues(rows); !want[i].same(&got) {
				t.Errorf("stored %+v\nread %+v", want[i], got)
			}
		}
		if rows.Err() != nil {
			t.Error(rows.Err())
		}
	}
	if n := number(t, d, ctx, "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''"); n != 0 {
		t.Error(n, "prepared statements in the session")
	}
	if _, err := d.Query(ctx, "SELECT pg_sleep(60)"); !errors.Is(err, db.ErrStatementTimeout) {
		t.Errorf("timeout: %v", err)
	}
	err := inTx(d, ctx, func(ctx context.Context) error { _, err := d.Query(ctx, "SELECT pg_sleep(60)"); return err })
	if !errors.Is(err, db.ErrStatementTimeout) {
		t.Errorf("timeout in a transaction: %v", err)
	}
	exec(t, d, ctx, "ALTER TABLE point ADD c bigint")
	exec(t, d, ctx, "CREATE TABLE a (id bigint)")
	exec(t, d, ctx, "INSERT INTO a VALUES (1)")
	for want := 1; want <= 3; want++ {
		rows, err := d.Query(ctx, "SELECT * FROM a")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if n := len(rows.Columns()); n != want {
				t.Errorf("%d columns, want %d", n, want)
			}
		}
		exec(t, d, ctx, "ALTER TABLE a ADD c"+string(rune('0'+want))+" bigint")
	}
	unlock, err := d.Lock(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// TestTransfers moves money between wallets from many goroutines; the sum stays.
func TestTransfers(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		exec(t, d, ctx, "CREATE TABLE wallet (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0))")
		for id := range 10 {
			exec(t, d, ctx, "INSERT INTO wallet VALUES (?1, 1000)", id)
		}
		lock := ""
		if d.Dialect().Features.RowLocks {
			lock = " FOR UPDATE"
		}
		var wg sync.WaitGroup
		for g := range 64 {
			wg.Go(func() {
				for i := range 5 {
					from, to := (g+i)%10, (g*7+i*3+1)%10
					if from == to {
						continue
					}
					err := d.Atomic(ctx, db.TxOptions{Retries: 20}, func(ctx context.Context) error {
						number(t, d, ctx, "SELECT count(*) FROM (SELECT id FROM wallet WHERE id IN (?1, ?2) ORDER BY id"+lock+") x", from, to)
						if n := number(t, d, ctx, "SELECT balance FROM wallet WHERE id = ?1", from); n < 7 {
							return nil
						}
						exec(t, d, ctx, "UPDATE wallet SET balance = balance - 7 WHERE id = ?1", from)
						exec(t, d, ctx, "UPDATE wallet SET balance = balance + 7 WHERE id = ?1", to)
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if sum := number(t, d, ctx, "SELECT sum(balance) FROM wallet"); sum != 10000 {
			t.Error("sum", sum)
		}
	})
}
