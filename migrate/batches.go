package migrate

import (
	"context"
	"fmt"
	"strconv"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/schema"
)

// run goes through the table. In a NonAtomic migration each batch is a transaction that notes the last key.
func (b *Batches) run(ctx context.Context, x *execution, h *History) error {
	app := b.App
	if app == "" {
		app = x.app
	}
	t, err := h.Model(app, b.Model)
	if err != nil {
		return err
	}
	var last any
	if x.steps != nil && x.steps.cursor != "" {
		if last, err = parseKey(x.steps.cursor, t.t.primary().typ); err != nil {
			return err
		}
	}
	for more := true; more; {
		batch := func(ctx context.Context) error {
			last, more, err = b.batch(ctx, h, t, last)
			if err != nil || x.steps == nil {
				return err
			}
			return x.steps.saveCursor(ctx, keyText(last))
		}
		if x.steps == nil {
			err = batch(ctx)
		} else {
			err = x.db.Atomic(ctx, db.TxOptions{}, batch)
		}
		if err != nil {
			return err
		}
	}
	if x.steps != nil {
		return nil
	}
	return x.settle(ctx, false)
}

// batch visits the next rows and returns the last key, and whether there may be more.
func (b *Batches) batch(ctx context.Context, h *History, t *Table, last any) (any, bool, error) {
	size, where := b.Size, schema.And()
	if size <= 0 {
		size = defaultBatch
	}
	if b.Where != nil {
		where = *b.Where
	}
	rows, err := t.page(ctx, where, last, size)
	if err != nil {
		return last, false, err
	}
	for _, row := range rows {
		if err := b.Each(ctx, h, row); err != nil {
			return last, false, fmt.Errorf("row with key %v: %w", row.key(), err)
		}
		if err := row.Save(ctx); err != nil {
			return last, false, err
		}
		last = row.key()
	}
	return last, len(rows) == size, nil
}

// keyText is how a key is noted; "" for none.
func keyText(key any) string {
	if key == nil {
		return ""
	}
	return fmt.Sprint(key)
}

// parseKey reads what keyText wrote.
func parseKey(text string, t columnType) (any, error) {
	switch {
	case t.Type.IsInt():
		return strconv.ParseInt(text, 10, 64)
	case t.Type == schema.DecimalField:
		return typedValue(schema.Number(text), t)
	}
	return typedValue(text, t)
}
