package work

import (
	"context"
	"errors"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/musette-go/musette/decimal"
)

// liteConns is how many connections the hand-written side has.
const liteConns = 4

// The texts that times are kept as: what is read may have a fraction of a second, as Go's time.Parse allows.
const (
	liteTime      = sqlite3.TimeFormat("2006-01-02 15:04:05")
	liteWriteTime = sqlite3.TimeFormat("2006-01-02 15:04:05.000000")
)

// liteHand is a pool of connections with their prepared statements.
type liteHand struct{ pool chan *liteConn }

type liteConn struct {
	*sqlite3.Conn
	get, list, joined, insert, update *sqlite3.Stmt
}

// SQLite works by hand with the native interface of ncruces/go-sqlite3 and prepared statements.
func SQLite(_ context.Context, url string) (Side, error) {
	h := liteHand{make(chan *liteConn, liteConns)}
	for range liteConns {
		c, err := openLite(strings.TrimPrefix(url, "sqlite://"))
		if err != nil {
			return nil, errors.Join(err, h.Close())
		}
		h.pool <- c
	}
	return h, nil
}

func openLite(path string) (*liteConn, error) {
	conn, err := sqlite3.Open("file:" + path + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=foreign_keys(on)")
	if err != nil {
		return nil, err
	}
	c := &liteConn{Conn: conn}
	for _, s := range []struct {
		to  **sqlite3.Stmt
		sql string
	}{
		{&c.get, "SELECT id, name, description, price, stock, created_at FROM product WHERE id = ?"},
		{&c.list, "SELECT id, name, description, price, stock, created_at FROM product WHERE id > ? ORDER BY id LIMIT 100"},
		{&c.joined, `SELECT b.id, b.title, b.price, b.published, b.author_id, a.id, a.name, a.country
			FROM book b JOIN author a ON a.id = b.author_id WHERE b.id > ? ORDER BY b.id LIMIT 100`},
		{&c.insert, "INSERT INTO draft (name, description, price, stock, created_at) VALUES (?, ?, ?, ?, ?)"},
		{&c.update, "UPDATE product SET price = ?, stock = ? WHERE id = ?"},
	} {
		if *s.to, _, err = c.Prepare(s.sql); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return c, nil
}

func (h liteHand) Close() error {
	var errs []error
	for range len(h.pool) {
		c := <-h.pool
		for _, s := range []*sqlite3.Stmt{c.get, c.list, c.joined, c.insert, c.update} {
			errs = append(errs, s.Close())
		}
		errs = append(errs, c.Conn.Close())
	}
	return errors.Join(errs...)
}

// with lends a connection to f, which may be interrupted by the context.
func (h liteHand) with(ctx context.Context, f func(c *liteConn) error) error {
	c := <-h.pool
	defer func() { h.pool <- c }()
	c.SetInterrupt(ctx)
	return f(c)
}

func readProduct(s *sqlite3.Stmt) product {
	return product{ID: s.ColumnInt64(0), Name: s.ColumnText(1), Description: s.ColumnText(2),
		Price: decimal.New(s.ColumnInt64(3), 2), Stock: int32(s.ColumnInt64(4)), CreatedAt: s.ColumnTime(5, liteTime)}
}

func readBook(s *sqlite3.Stmt) book {
	return book{ID: s.ColumnInt64(0), Title: s.ColumnText(1), Price: decimal.New(s.ColumnInt64(2), 2),
		Published: s.ColumnTime(3, liteTime), AuthorID: s.ColumnInt64(4),
		Author: &author{ID: s.ColumnInt64(5), Name: s.ColumnText(6), Country: s.ColumnText(7)}}
}

func (h liteHand) Get(ctx context.Context, id int64) (sum int64, err error) {
	err = h.with(ctx, func(c *liteConn) error {
		defer func() { _ = c.get.Reset() }() // its error is that of the last step
		if err := c.get.BindInt64(1, id); err != nil {
			return err
		}
		if c.get.Step() {
			p := readProduct(c.get)
			sum = p.sum()
		}
		return c.get.Err()
	})
	return sum, err
}

func (h liteHand) List(ctx context.Context, after int64) (sum int64, err error) {
	ps := make([]product, 0, ListRows)
	err = h.with(ctx, func(c *liteConn) error {
		defer func() { _ = c.list.Reset() }() // its error is that of the last step
		if err := c.list.BindInt64(1, after); err != nil {
			return err
		}
		for c.list.Step() {
			ps = append(ps, readProduct(c.list))
		}
		return c.list.Err()
	})
	if err != nil {
		return 0, err
	}
	for i := range ps {
		sum += ps[i].sum()
	}
	return hundred(sum, len(ps))
}

func (h liteHand) Joined(ctx context.Context, after int64) (sum int64, err error) {
	bs := make([]book, 0, ListRows)
	err = h.with(ctx, func(c *liteConn) error {
		defer func() { _ = c.joined.Reset() }() // its error is that of the last step
		if err := c.joined.BindInt64(1, after); err != nil {
			return err
		}
		for c.joined.Step() {
			bs = append(bs, readBook(c.joined))
		}
		return c.joined.Err()
	})
	if err != nil {
		return 0, err
	}
	for i := range bs {
		sum += bs[i].sum()
	}
	return hundred(sum, len(bs))
}

func (c *liteConn) insertProduct(p *product) error {
	s := c.insert
	price, _ := p.Price.Unscaled(2)
	err := errors.Join(s.BindText(1, p.Name), s.BindText(2, p.Description), s.BindInt64(3, price),
		s.BindInt64(4, int64(p.Stock)), s.BindTime(5, p.CreatedAt, liteWriteTime))
	if err == nil {
		err = s.Exec()
	}
	p.ID = c.LastInsertRowID()
	return err
}

func (h liteHand) Insert(ctx context.Context) (int64, error) {
	p := newProduct()
	err := h.with(ctx, func(c *liteConn) error { return c.insertProduct(&p) })
	return p.ID, err
}

// Bulk runs the prepared INSERT for each row, in one transaction.
func (h liteHand) Bulk(ctx context.Context) (sum int64, err error) {
	ps := make([]product, BulkRows)
	for i := range ps {
		ps[i] = newProduct()
	}
	err = h.with(ctx, func(c *liteConn) (err error) {
		tx, err := c.BeginImmediate()
		if err != nil {
			return err
		}
		defer tx.End(&err)
		for i := range ps {
			if err := c.insertProduct(&ps[i]); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range ps {
		sum += ps[i].ID
	}
	return sum, err
}

func (h liteHand) Update(ctx context.Context, id int64, stock int32) error {
	return h.with(ctx, func(c *liteConn) error {
		price, _ := updatedPrice.Unscaled(2)
		s := c.update
		if err := errors.Join(s.BindInt64(1, price), s.BindInt64(2, int64(stock)), s.BindInt64(3, id)); err != nil {
			return err
		}
		return s.Exec()
	})
}
