package db_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
)

func Example() {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	d.Exec(ctx, "CREATE TABLE product (id integer PRIMARY KEY, name varchar(50) UNIQUE, price integer)")
	d.Exec(ctx, "INSERT INTO product (name, price) VALUES (?1, ?2), (?3, ?4)", "pen", 150, "book", 1250)

	rows, err := d.Query(ctx, "SELECT id, name, price FROM product WHERE price > ?1 ORDER BY id", 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		fmt.Println(rows.Int64(), rows.String(), rows.Decimal(2))
	}
	if err := rows.Err(); err != nil {
		fmt.Println(err)
	}
	_, err = d.Exec(ctx, "INSERT INTO product (name) VALUES (?1)", "pen")
	fmt.Println(errors.Is(err, db.ErrUnique), err)
	// Output:
	// 1 pen 1.50
	// 2 book 12.50
	// true db: unique constraint on product (name) violated
}

func ExampleDB_Atomic() {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	d.ExecScript(ctx, `CREATE TABLE wallet (id integer PRIMARY KEY, balance integer CHECK (balance >= 0));
		INSERT INTO wallet VALUES (1, 500), (2, 0)`)

	transfer := func(amount decimal.Decimal) error {
		cents, _ := amount.Unscaled(2)
		return d.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
			if _, err := d.Exec(ctx, "UPDATE wallet SET balance = balance + ?1 WHERE id = 2", cents); err != nil {
				return err
			}
			_, err := d.Exec(ctx, "UPDATE wallet SET balance = balance - ?1 WHERE id = 1", cents)
			db.OnCommit(ctx, func(context.Context) { fmt.Println("sent", amount) })
			return err
		})
	}
	fmt.Println(transfer(decimal.MustParse("3.50")))
	fmt.Println(errors.Is(transfer(decimal.MustParse("100.00")), db.ErrCheck))
	// Output:
	// sent 3.50
	// <nil>
	// true
}

func ExampleRecorder() {
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite://:memory:", db.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close()
	rec := db.NewRecorder(db.RecorderOptions{Budget: 2})
	ctx = db.Record(ctx, rec)
	for id := range 5 {
		d.Exec(ctx, "SELECT ?1", id)
	}
	for _, site := range rec.OverBudget() {
		fmt.Println(site.Count, "times", site.SQL)
	}
	fmt.Println(rec.Count(), "statements")
	// Output:
	// 5 times SELECT ?1
	// 5 statements
}

func ExampleNormalize() {
	fmt.Println(db.Normalize("SELECT name FROM user\n  WHERE token = 'hunter2' AND id IN (1, 2, 3)"))
	// Output: SELECT name FROM user WHERE token = ? AND id IN (?, …)
}
