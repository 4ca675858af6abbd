package work

import (
	"context"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/musette-go/musette/bench/entgo"
	books "github.com/musette-go/musette/bench/entgo/book"
	products "github.com/musette-go/musette/bench/entgo/product"
)

type entSide struct{ c *entgo.Client }

// Ent works with the client that ent generates, on database/sql with pgx.
func Ent(_ context.Context, url string) (Side, error) {
	db, err := openSQL(url)
	if err != nil {
		return nil, err
	}
	return entSide{entgo.NewClient(entgo.Driver(entsql.OpenDB(dialect.Postgres, db)))}, nil
}

func (s entSide) Close() error { return s.c.Close() }

func (s entSide) Get(ctx context.Context, id int64) (int64, error) {
	p, err := s.c.Product.Get(ctx, id)
	if err != nil {
		return 0, err
	}
	return goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt), nil
}

func (s entSide) List(ctx context.Context, after int64) (sum int64, err error) {
	ps, err := s.c.Product.Query().Where(products.IDGT(after)).Order(products.ByID()).Limit(ListRows).All(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range ps {
		sum += goods(p.ID, p.Name, p.Description, p.Price, p.Stock, p.CreatedAt)
	}
	return hundred(sum, len(ps))
}

// Joined takes two statements: ent loads related rows with IN.
func (s entSide) Joined(ctx context.Context, after int64) (sum int64, err error) {
	bs, err := s.c.Book.Query().WithAuthor().Where(books.IDGT(after)).Order(books.ByID()).Limit(ListRows).All(ctx)
	if err != nil {
		return 0, err
	}
	for _, b := range bs {
		a := b.Edges.Author
		sum += volume(b.ID, b.Title, b.Price, b.Published, b.AuthorID, a.Name, a.Country)
	}
	return hundred(sum, len(bs))
}

func (s entSide) newDraft() *entgo.DraftCreate {
	return s.c.Draft.Create().SetName(draftName).SetDescription(draftDescription).SetPrice(draftPrice).
		SetStock(draftStock).SetCreatedAt(draftTime)
}

func (s entSide) Insert(ctx context.Context) (int64, error) {
	p, err := s.newDraft().Save(ctx)
	if err != nil {
		return 0, err
	}
	return p.ID, nil
}

func (s entSide) Bulk(ctx context.Context) (sum int64, err error) {
	all := make([]*entgo.DraftCreate, BulkRows)
	for i := range all {
		all[i] = s.newDraft()
	}
	ps, err := s.c.Draft.CreateBulk(all...).Save(ctx)
	for _, p := range ps {
		sum += p.ID
	}
	return sum, err
}

// Update is Update().Where: one statement, where UpdateOneID would read the row again in a transaction.
func (s entSide) Update(ctx context.Context, id int64, stock int32) error {
	return s.c.Product.Update().Where(products.ID(id)).SetPrice(updatedPrice).SetStock(stock).Exec(ctx)
}
