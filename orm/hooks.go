package orm

import (
	"context"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/problem"
)

// Lifecycle hooks. A model takes part by having the method; nothing is registered. Hooks run in the transaction of the
// write they belong to, so an error from one undoes it all. The order is BeforeCreate or BeforeUpdate, validation with
// Clean, the statement, AfterCreate or AfterUpdate; a deletion runs BeforeDelete and AfterDelete for every row it reaches.
// Statements on many rows (Update, BulkCreate, Query.Delete without cascades) do not run hooks, as in Django.
type (
	// BeforeCreator is a model with a hook before it is inserted.
	BeforeCreator interface {
		BeforeCreate(ctx context.Context) error
	}
	// AfterCreator is a model with a hook after it was inserted.
	AfterCreator interface {
		AfterCreate(ctx context.Context) error
	}
	// BeforeUpdater is a model with a hook before Save writes it.
	BeforeUpdater interface {
		BeforeUpdate(ctx context.Context) error
	}
	// AfterUpdater is a model with a hook after Save wrote it.
	AfterUpdater interface {
		AfterUpdate(ctx context.Context) error
	}
	// BeforeDeleter is a model with a hook before it is deleted.
	BeforeDeleter interface {
		BeforeDelete(ctx context.Context) error
	}
	// AfterDeleter is a model with a hook after it was deleted.
	AfterDeleter interface {
		AfterDelete(ctx context.Context) error
	}
	// Cleaner is a model with validation of its own, as Django's clean: it adds what is wrong to errs and may change the row.
	Cleaner interface {
		Clean(ctx context.Context, errs *Errors)
	}
)

// Errors collects what is wrong with a row, by field.
type Errors struct{ v *problem.ValidationError }

// Add notes an error of a field, named by its column: errs.Add(orm.Name(Products.Price), "invalid", "…"); the empty name
// stands for the whole row.
func (e *Errors) Add(field, code, message string) { e.v.Add(field, code, message) }

// Name is the field's name behind a typed column, as errors and forms use it.
func Name[R any](c Column[R]) string { return colOf(c).f.Name }

type hook uint8

const (
	hookCreate hook = iota
	hookSave
)

func (d *Descriptor) hasHooks(x any, h hook) (before, after bool) {
	if h == hookCreate {
		_, before = x.(BeforeCreator)
		_, after = x.(AfterCreator)
		return before, after
	}
	_, before = x.(BeforeUpdater)
	_, after = x.(AfterUpdater)
	return before, after
}

// withHooks runs write, in a transaction with the hooks where the model has any.
func (d *Descriptor) withHooks(ctx context.Context, on *db.DB, x any, h hook, write func(ctx context.Context) error) error {
	before, after := d.hasHooks(x, h)
	if !before && !after {
		return write(ctx)
	}
	st, key := d.State(x).st, basicOf(d.Ptr(x, d.pk.i))
	err := on.Atomic(ctx, db.TxOptions{}, func(ctx context.Context) error {
		if before {
			if err := runBefore(ctx, x, h); err != nil {
				return err
			}
		}
		if err := write(ctx); err != nil {
			return err
		}
		if after {
			return runAfter(ctx, x, h)
		}
		return nil
	})
	if err != nil {
		d.State(x).st = st // what was rolled back is not in the database
		if h == hookCreate && d.pk.Auto {
			setBasic(d.Ptr(x, d.pk.i), key, d.pk)
		}
	}
	return err
}

func runBefore(ctx context.Context, x any, h hook) error {
	if h == hookCreate {
		return x.(BeforeCreator).BeforeCreate(ctx)
	}
	return x.(BeforeUpdater).BeforeUpdate(ctx)
}

func runAfter(ctx context.Context, x any, h hook) error {
	if h == hookCreate {
		return x.(AfterCreator).AfterCreate(ctx)
	}
	return x.(AfterUpdater).AfterUpdate(ctx)
}
