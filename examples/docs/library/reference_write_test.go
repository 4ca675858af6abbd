package library

import (
	"context"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// unseen is a context whose statements are not shown.
func unseen(ctx context.Context) context.Context {
	return db.Record(ctx, db.NewRecorder(db.RecorderOptions{}))
}

// solaris returns the row that an example works on.
func solaris(ctx context.Context) (*Book, error) {
	return Books.Get(unseen(ctx), Books.Title.Eq("Solaris"))
}

// writeCases are the methods that write rows.
func writeCases() []sqlCase {
	return []sqlCase{
		{"create", func(ctx context.Context) error {
			lem := orm.To[Author](int64(1))
			// docs:begin create
			b := &Book{Title: "The Cyberiad", Author: lem, Price: decimal.MustParse("11.00")}
			err := Books.Create(ctx, b)
			// docs:end create
			return err
		}},
		{"save", func(ctx context.Context) error {
			b, err := solaris(ctx)
			if err != nil {
				return err
			}
			// docs:begin save
			b.Price = decimal.MustParse("13.00")
			err = Books.Save(ctx, b)
			// docs:end save
			return err
		}},
		{"update", func(ctx context.Context) error {
			// docs:begin update
			n, err := Books.Filter(Books.Genre.Eq(Novel), Books.Stock.Ge(1)).Update(ctx, Books.Stock.Sub(1))
			// docs:end update
			return expectNumber(n, 2, err)
		}},
		{"updateset", func(ctx context.Context) error {
			// docs:begin updateset
			n, err := Books.Filter(Books.Stock.Eq(0)).Update(ctx, Books.Price.Set(ten), orm.SetNull(Books.Published))
			// docs:end updateset
			return expectNumber(n, 2, err)
		}},
		{"setto", func(ctx context.Context) error {
			// docs:begin setto
			n, err := Authors.Update(ctx, orm.SetTo(Authors.Name, orm.Upper(Authors.Name)))
			// docs:end setto
			return expectNumber(n, 3, err)
		}},
		{"delete", func(ctx context.Context) error {
			b, err := solaris(ctx)
			if err != nil {
				return err
			}
			// docs:begin delete
			gone, err := Books.Delete(ctx, b)
			// docs:end delete
			return expectNumber(gone.Total, 1, err)
		}},
		{"deletequery", func(ctx context.Context) error {
			// docs:begin deletequery
			gone, err := Authors.Filter(Authors.Born.Lt(1925)).DeleteAll(ctx)
			// docs:end deletequery
			return expectNumber(gone.Total, 3, err)
		}},
		{"getorcreate", func(ctx context.Context) error {
			// docs:begin getorcreate
			a, created, err := Authors.GetOrCreate(ctx, &Author{Name: "Octavia E. Butler"}, Authors.Name.Eq("Octavia E. Butler"))
			// docs:end getorcreate
			_ = a
			return expectNumber(created, true, err)
		}},
		{"updateorcreate", func(ctx context.Context) error {
			// docs:begin updateorcreate
			a, created, err := Authors.UpdateOrCreate(ctx, &Author{Name: "Stanisław Lem"}, func(a *Author) { a.Born = new(int32(1920)) },
				Authors.Name.Eq("Stanisław Lem"))
			// docs:end updateorcreate
			_ = a
			return expectNumber(created, false, err)
		}},
		{"bulkcreate", func(ctx context.Context) error {
			// docs:begin bulkcreate
			n, err := Authors.BulkCreate(ctx, []*Author{{Name: "A"}, {Name: "B"}, {Name: "C"}})
			// docs:end bulkcreate
			return expectNumber(n, 3, err)
		}},
		{"ignoreconflicts", func(ctx context.Context) error {
			// docs:begin ignoreconflicts
			n, err := Authors.BulkCreate(ctx, []*Author{{Name: "A"}, {Name: "Stanisław Lem"}}, orm.IgnoreConflicts[*Author]())
			// docs:end ignoreconflicts
			return expectNumber(n, 1, err)
		}},
		{"updateconflicts", func(ctx context.Context) error {
			authors := []*Author{{Name: "A"}, {Name: "Stanisław Lem", Born: new(int32(1920))}}
			// docs:begin updateconflicts
			n, err := Authors.BulkCreate(ctx, authors, orm.UpdateConflicts(orm.Cols(Authors.Name), orm.Cols(Authors.Born)))
			// docs:end updateconflicts
			return expectNumber(n, 2, err)
		}},
		{"bulkupdate", func(ctx context.Context) error {
			authors, err := Authors.All(unseen(ctx))
			if err != nil {
				return err
			}
			// docs:begin bulkupdate
			for _, a := range authors {
				a.Born = nil
			}
			n, err := Authors.BulkUpdate(ctx, authors, Authors.Born)
			// docs:end bulkupdate
			return expectNumber(n, 3, err)
		}},
		{"validate", func(ctx context.Context) error {
			// docs:begin validate
			err := Authors.Validate(ctx, &Author{Name: "Octavia E. Butler"})
			// docs:end validate
			return err
		}},
		{"refresh", func(ctx context.Context) error {
			b, err := solaris(ctx)
			if err != nil {
				return err
			}
			// docs:begin refresh
			err = Books.Refresh(ctx, b)
			// docs:end refresh
			return err
		}},
		{"load", func(ctx context.Context) error {
			// docs:begin load
			b, err := Books.Only(Books.Title).First(ctx)
			if err != nil {
				return err
			}
			err = Books.Load(ctx, b, Books.Price)
			// docs:end load
			return err
		}},
	}
}
