package work

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/musette-go/musette/decimal"
)

type bunGoods struct {
	Name        string
	Description string
	Price       decimal.Decimal `bun:"type:numeric(10,2)"`
	Stock       int32
	CreatedAt   time.Time
}

type bunProduct struct {
	bun.BaseModel `bun:"table:product,alias:product"`
	ID            int64 `bun:"id,pk,autoincrement"`
	bunGoods
}

type bunDraft struct {
	bun.BaseModel `bun:"table:draft,alias:draft"`
	ID            int64 `bun:"id,pk,autoincrement"`
	bunGoods
}

func newBunDraft() bunDraft {
	return bunDraft{bunGoods: bunGoods{Name: draftName, Description: draftDescription, Price: draftPrice, Stock: draftStock, CreatedAt: draftTime}}
}

type bunAuthor struct {
	bun.BaseModel `bun:"table:author,alias:author"`
	ID            int64 `bun:"id,pk,autoincrement"`
	Name, Country string
}

type bunBook struct {
	bun.BaseModel `bun:"table:book,alias:book"`
	ID            int64 `bun:"id,pk,autoincrement"`
	Title         string
	Price         decimal.Decimal `bun:"type:numeric(10,2)"`
	Published     time.Time
	AuthorID      int64
	Author        *bunAuthor `bun:"rel:belongs-to,join:author_id=id"`
}

type bunSide struct{ b *bun.DB }

// Bun works with Bun and the driver that it recommends.
func Bun(_ context.Context, url string) (Side, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	network, address := pgconn.NetworkAddress(config.Host, config.Port)
	db := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithNetwork(network), pgdriver.WithAddr(address), pgdriver.WithInsecure(true),
		pgdriver.WithUser(config.User), pgdriver.WithPassword(config.Password), pgdriver.WithDatabase(config.Database)))
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	return bunSide{bun.NewDB(db, pgdialect.New())}, nil
}

func (s bunSide) Close() error { return s.b.Close() }

func (s bunSide) Get(ctx context.Context, id int64) (int64, error) {
	var p bunProduct
	err := s.b.NewSelect().Model(&p).Where("id = ?", id).Scan(ctx)
	return goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt), err
}

func (s bunSide) List(ctx context.Context, after int64) (sum int64, err error) {
	var ps []*bunProduct
	if err := s.b.NewSelect().Model(&ps).Where("id > ?", after).Order("id").Limit(ListRows).Scan(ctx); err != nil {
		return 0, err
	}
	for _, p := range ps {
		sum += goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt)
	}
	return hundred(sum, len(ps))
}

func (s bunSide) Joined(ctx context.Context, after int64) (sum int64, err error) {
	var bs []*bunBook
	if err := s.b.NewSelect().Model(&bs).Relation("Author").Where("book.id > ?", after).Order("book.id").Limit(ListRows).Scan(ctx); err != nil {
		return 0, err
	}
	for _, b := range bs {
		sum += volume(b.ID, b.Title, b.Price, b.Published, b.AuthorID, b.Author.Name, b.Author.Country)
	}
	return hundred(sum, len(bs))
}

func (s bunSide) Insert(ctx context.Context) (int64, error) {
	p := newBunDraft()
	_, err := s.b.NewInsert().Model(&p).Exec(ctx)
	return p.ID, err
}

func (s bunSide) Bulk(ctx context.Context) (sum int64, err error) {
	ps := make([]bunDraft, BulkRows)
	for i := range ps {
		ps[i] = newBunDraft()
	}
	if _, err := s.b.NewInsert().Model(&ps).Exec(ctx); err != nil {
		return 0, err
	}
	for i := range ps {
		sum += ps[i].ID
	}
	return sum, nil
}

func (s bunSide) Update(ctx context.Context, id int64, stock int32) error {
	p := bunProduct{ID: id, bunGoods: bunGoods{Price: updatedPrice, Stock: stock}}
	_, err := s.b.NewUpdate().Model(&p).Column("price", "stock").WherePK().Exec(ctx)
	return err
}
