package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/musette-go/musette/bench/bound"
	"github.com/musette-go/musette/bench/work"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/orm"
)

// The wallets: many goroutines, few accounts, so that transfers meet.
const (
	walletGoroutines = 64
	walletAccounts   = 10
	walletConns      = 8
	walletRounds     = 5
)

// transfer moves money from one account to another.
type transfer func(ctx context.Context, from, to int64, amount decimal.Decimal) error

// wallets compares the transfers per second of the shop with those of the same SQL by hand, and looks that no money is
// lost and no error comes.
func wallets(ctx context.Context, b *bench) error {
	url, err := b.postgres()
	if err != nil {
		return err
	}
	shop, err := b.buildShop(ctx)
	if err != nil {
		return err
	}
	if err := command(ctx, "", []string{"DATABASE_URL=" + url}, shop, "migrate"); err != nil {
		return err
	}
	pool, err := work.PgxPool(ctx, url, walletConns)
	if err != nil {
		return err
	}
	b.onClose(func() error { pool.Close(); return nil })
	if err := makeAccounts(ctx, pool); err != nil {
		return err
	}
	d, err := db.Open(ctx, url, db.Options{MaxConns: walletConns, SlowQuery: -1})
	if err != nil {
		return err
	}
	b.onClose(d.Close)
	musette := func(ctx context.Context, from, to int64, amount decimal.Decimal) error {
		_, err := wallet.TransferFunds(orm.With(ctx, d), from, to, amount)
		return err
	}
	hand := func(ctx context.Context, from, to int64, amount decimal.Decimal) error {
		return transferByHand(ctx, pool, from, to, amount)
	}
	return b.race(ctx, pool, hand, musette)
}

// race lets both sides transfer in turns and compares their throughput.
func (b *bench) race(ctx context.Context, pool *pgxpool.Pool, hand, musette transfer) error {
	turn := 2 * time.Second
	if b.size(1, 0) == 0 {
		turn = 30 * time.Millisecond
	}
	ratios := make([]float64, 0, walletRounds)
	var total, failed int64
	for round := range walletRounds {
		var done [2]float64
		for k := range done {
			i := (round + k) % 2 // who begins changes
			n, errs, err := transferFor(ctx, turn, []transfer{hand, musette}[i])
			if err != nil {
				return fmt.Errorf("%s: %w", []string{"hand", "musette"}[i], err)
			}
			done[i] = float64(n)
			if i == 1 {
				total, failed = total+n, failed+errs
			}
		}
		fmt.Fprintf(b.out, "hand %8.0f transfers/s   musette %8.0f transfers/s\n", done[0]/turn.Seconds(), done[1]/turn.Seconds())
		ratios = append(ratios, done[1]/done[0])
	}
	var sum decimal.Decimal
	if err := pool.QueryRow(ctx, "SELECT sum(balance) FROM wallet_account").Scan(&sum); err != nil {
		return err
	}
	lost, _ := sum.Sub(decimal.FromInt(walletAccounts * accountBalance)).Abs().Unscaled(2)
	b.report.AtMost("wallet/lost-cents", float64(lost), 0)
	b.report.AtMost("wallet/errors", float64(failed), 0)
	b.report.AtLeast("wallet/transfers", float64(total), 1)
	b.report.AtLeast("wallet", bound.Median(ratios), 0.5)
	return nil
}

// transferFor has many goroutines transfer for some time. Errors are counted; the first by hand would be a mistake here,
// so it is returned when there is nothing else.
func transferFor(ctx context.Context, d time.Duration, do transfer) (n, failed int64, err error) {
	var done, wrong atomic.Int64
	var first atomic.Value
	var wg sync.WaitGroup
	end := time.Now().Add(d)
	for range walletGoroutines {
		wg.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				from := 1 + rand.Int64N(walletAccounts)
				to := 1 + (from+rand.Int64N(walletAccounts-1))%walletAccounts
				if err := do(ctx, from, to, decimal.New(1+rand.Int64N(500), 2)); err != nil {
					wrong.Add(1)
					first.CompareAndSwap(nil, err)
					continue
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() == 0 {
		err, _ = first.Load().(error)
		return 0, wrong.Load(), errors.Join(errors.New("no transfer succeeded"), err)
	}
	return done.Load(), wrong.Load(), ctx.Err()
}

// accountBalance is so high that no account runs out of money.
const accountBalance = 1_000_000

func makeAccounts(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, fmt.Sprintf(`WITH owner AS (
			INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
			SELECT '!', false, 'owner' || i, '', '', '', false, true, now() FROM generate_series(1, %d) i RETURNING id)
		INSERT INTO wallet_account (id, owner_id, balance) SELECT row_number() OVER (), id, %d FROM owner`, walletAccounts, accountBalance))
	return err
}

// transferByHand runs the statements of the shop's TransferFunds with pgx.
func transferByHand(ctx context.Context, pool *pgxpool.Pool, from, to int64, amount decimal.Decimal) error {
	for attempt := 0; ; attempt++ {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return transferIn(ctx, tx, from, to, amount) })
		var pg *pgconn.PgError
		if attempt < 5 && errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01") {
			continue
		}
		return err
	}
}

func transferIn(ctx context.Context, tx pgx.Tx, from, to int64, amount decimal.Decimal) error {
	rows, err := tx.Query(ctx, "SELECT id, owner_id, balance FROM wallet_account WHERE id = ANY($1) ORDER BY id FOR UPDATE", []int64{from, to})
	if err != nil {
		return err
	}
	defer rows.Close()
	balances := map[int64]decimal.Decimal{}
	for rows.Next() {
		var id, owner int64
		var balance decimal.Decimal
		if err := rows.Scan(&id, &owner, &balance); err != nil {
			return err
		}
		balances[id] = balance
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(balances) != 2 || balances[from].Less(amount) {
		return errors.New("no such account, or not enough money in it")
	}
	const update = "UPDATE wallet_account SET balance = $1 WHERE id = $2"
	if _, err := tx.Exec(ctx, update, balances[from].Sub(amount), from); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, update, balances[to].Add(amount), to); err != nil {
		return err
	}
	var id int64
	return tx.QueryRow(ctx, "INSERT INTO wallet_transfer (source_id, target_id, amount, created_at, note) VALUES ($1, $2, $3, $4, '') RETURNING id",
		from, to, amount, time.Now()).Scan(&id)
}
