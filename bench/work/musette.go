package work

import (
	"context"

	"github.com/musette-go/musette/bench/models"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/orm"
)

// musette works in a context that carries the database, as those of a site's requests do.
type musette struct {
	d   *db.DB
	ctx context.Context
}

// Musette works with package orm, on PostgreSQL or SQLite, with the settings of an application that sets none but that slow statements are
// not logged: nobody logs here.
func Musette(ctx context.Context, url string) (Side, error) {
	d, err := db.Open(ctx, url, db.Options{SlowQuery: -1})
	if err != nil {
		return nil, err
	}
	return musette{d, orm.With(ctx, d)}, nil
}

func (m musette) Close() error { return m.d.Close() }

func (m musette) Get(_ context.Context, id int64) (int64, error) {
	p, err := models.Products.Get(m.ctx, models.Products.ID.Eq(id))
	if err != nil {
		return 0, err
	}
	return goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt), nil
}

func (m musette) List(_ context.Context, after int64) (int64, error) {
	Products := models.Products
	ps, err := Products.Filter(Products.ID.Gt(after)).OrderBy(Products.ID.Asc()).Limit(ListRows).All(m.ctx)
	if err != nil {
		return 0, err
	}
	var sum int64
	for _, p := range ps {
		sum += goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt)
	}
	return hundred(sum, len(ps))
}

func (m musette) Joined(_ context.Context, after int64) (int64, error) {
	Books := models.Books
	bs, err := Books.Filter(Books.ID.Gt(after)).SelectRelated(Books.Author).OrderBy(Books.ID.Asc()).Limit(ListRows).All(m.ctx)
	if err != nil {
		return 0, err
	}
	var sum int64
	for _, b := range bs {
		a := b.Author.Row()
		sum += volume(b.ID, b.Title, b.Price, b.Published, b.Author.Key(), a.Name, a.Country)
	}
	return hundred(sum, len(bs))
}

func newDraft() *models.Draft {
	return &models.Draft{Goods: models.Goods{Name: draftName, Description: draftDescription, Price: draftPrice,
		Stock: draftStock, CreatedAt: draftTime}}
}

func (m musette) Insert(_ context.Context) (int64, error) {
	p := newDraft()
	err := models.Drafts.Create(m.ctx, p)
	return p.ID, err
}

func (m musette) Bulk(_ context.Context) (sum int64, err error) {
	ps := make([]*models.Draft, BulkRows)
	for i := range ps {
		ps[i] = newDraft()
	}
	if _, err := models.Drafts.BulkCreate(m.ctx, ps); err != nil {
		return 0, err
	}
	for _, p := range ps {
		sum += p.ID
	}
	return sum, nil
}

func (m musette) Update(_ context.Context, id int64, stock int32) error {
	Products := models.Products
	_, err := Products.Filter(Products.ID.Eq(id)).Update(m.ctx, Products.Price.Set(updatedPrice), Products.Stock.Set(stock))
	return err
}
