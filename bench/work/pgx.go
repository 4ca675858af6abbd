package work

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/musette-go/musette/decimal"
)

// product, author and book are the rows of those who write their SQL by hand.
type product struct {
	ID          int64
	Name        string
	Description string
	Price       decimal.Decimal
	Stock       int32
	CreatedAt   time.Time
}

type author struct {
	ID            int64
	Name, Country string
}

type book struct {
	ID        int64
	Title     string
	Price     decimal.Decimal
	Published time.Time
	AuthorID  int64
	Author    *author
}

func newProduct() product {
	return product{Name: draftName, Description: draftDescription, Price: draftPrice, Stock: draftStock, CreatedAt: draftTime}
}

func (p *product) sum() int64 {
	return goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt)
}

func (b *book) sum() int64 {
	return volume(b.ID, b.Title, b.Price, b.Published, b.AuthorID, b.Author.Name, b.Author.Country)
}

type pgxHand struct{ pool *pgxpool.Pool }

// Pgx works by hand with pgx: its pool, its cache of prepared statements, rows.Scan.
func Pgx(ctx context.Context, url string) (Side, error) {
	pool, err := PgxPool(ctx, url, 0)
	return pgxHand{pool}, err
}

// sessionLimits are the limits that package db asks the server to hold, in milliseconds. Whoever writes by hand needs them
// too: without them the server starts no clock for a statement, which makes a read by key a few percent faster.
var sessionLimits = map[string]string{
	"statement_timeout": "30000", "lock_timeout": "10000", "idle_in_transaction_session_timeout": "60000",
}

// PgxPool opens a pool of at most so many connections that know decimals; 0 leaves the number to pgx.
func PgxPool(ctx context.Context, url string, conns int32) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if conns > 0 {
		config.MaxConns = conns
	}
	for name, value := range sessionLimits {
		config.ConnConfig.RuntimeParams[name] = value
	}
	config.AfterConnect = registerNumeric
	return pgxpool.NewWithConfig(ctx, config)
}

func (h pgxHand) Close() error { h.pool.Close(); return nil }

func (h pgxHand) Get(ctx context.Context, id int64) (int64, error) {
	var p product
	err := h.pool.QueryRow(ctx, "SELECT id, name, description, price, stock, created_at FROM product WHERE id = $1", id).
		Scan(&p.ID, &p.Name, &p.Description, &p.Price, &p.Stock, &p.CreatedAt)
	return p.sum(), err
}

func (h pgxHand) List(ctx context.Context, after int64) (int64, error) {
	rows, err := h.pool.Query(ctx, "SELECT id, name, description, price, stock, created_at FROM product WHERE id > $1 ORDER BY id LIMIT 100", after)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	ps := make([]product, 0, ListRows)
	for rows.Next() {
		ps = append(ps, product{})
		p := &ps[len(ps)-1]
		if err := rows.Scan(&p.ID, &p.Name, &p.Description, &p.Price, &p.Stock, &p.CreatedAt); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	var sum int64
	for i := range ps {
		sum += ps[i].sum()
	}
	return hundred(sum, len(ps))
}

func (h pgxHand) Joined(ctx context.Context, after int64) (int64, error) {
	rows, err := h.pool.Query(ctx, `SELECT b.id, b.title, b.price, b.published, b.author_id, a.id, a.name, a.country
		FROM book b JOIN author a ON a.id = b.author_id WHERE b.id > $1 ORDER BY b.id LIMIT 100`, after)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	bs := make([]book, 0, ListRows)
	for rows.Next() {
		bs = append(bs, book{Author: &author{}})
		b := &bs[len(bs)-1]
		if err := rows.Scan(&b.ID, &b.Title, &b.Price, &b.Published, &b.AuthorID, &b.Author.ID, &b.Author.Name, &b.Author.Country); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	var sum int64
	for i := range bs {
		sum += bs[i].sum()
	}
	return hundred(sum, len(bs))
}

func (h pgxHand) Insert(ctx context.Context) (int64, error) {
	p := newProduct()
	err := h.pool.QueryRow(ctx, "INSERT INTO draft (name, description, price, stock, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
		p.Name, p.Description, p.Price, p.Stock, p.CreatedAt).Scan(&p.ID)
	return p.ID, err
}

func (h pgxHand) Bulk(ctx context.Context) (sum int64, err error) {
	ps := make([]product, BulkRows)
	for i := range ps {
		ps[i] = newProduct()
	}
	names, descriptions := make([]string, len(ps)), make([]string, len(ps))
	prices, stocks, times := make([]decimal.Decimal, len(ps)), make([]int32, len(ps)), make([]time.Time, len(ps))
	for i := range ps {
		p := &ps[i]
		names[i], descriptions[i], prices[i], stocks[i], times[i] = p.Name, p.Description, p.Price, p.Stock, p.CreatedAt
	}
	rows, err := h.pool.Query(ctx, `INSERT INTO draft (name, description, price, stock, created_at)
		SELECT * FROM unnest($1::text[], $2::text[], $3::numeric[], $4::integer[], $5::timestamptz[]) RETURNING id`,
		names, descriptions, prices, stocks, times)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&ps[i].ID); err != nil {
			return 0, err
		}
	}
	for i := range ps {
		sum += ps[i].ID
	}
	return sum, rows.Err()
}

func (h pgxHand) Update(ctx context.Context, id int64, stock int32) error {
	_, err := h.pool.Exec(ctx, "UPDATE product SET price = $1, stock = $2 WHERE id = $3", updatedPrice, stock, id)
	return err
}
