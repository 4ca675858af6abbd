package work

import (
	"context"
	"database/sql"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that GORM's dialect for PostgreSQL uses
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/musette-go/musette/decimal"
)

type gormGoods struct {
	Name        string
	Description string
	Price       decimal.Decimal `gorm:"type:numeric(10,2)"`
	Stock       int32
	CreatedAt   time.Time
}

type gormProduct struct {
	ID    int64
	Goods gormGoods `gorm:"embedded"`
}

func (gormProduct) TableName() string { return "product" }

func (p *gormProduct) sum() int64 {
	g := &p.Goods
	return goods(p.ID, g.Name, g.Description, g.Price, g.Stock, g.CreatedAt)
}

type gormDraft struct {
	ID    int64
	Goods gormGoods `gorm:"embedded"`
}

func (gormDraft) TableName() string { return "draft" }

func newGormDraft() gormDraft {
	return gormDraft{Goods: gormGoods{Name: draftName, Description: draftDescription, Price: draftPrice, Stock: draftStock, CreatedAt: draftTime}}
}

type gormAuthor struct {
	ID            int64
	Name, Country string
}

func (gormAuthor) TableName() string { return "author" }

type gormBook struct {
	ID        int64
	Title     string
	Price     decimal.Decimal `gorm:"type:numeric(10,2)"`
	Published time.Time
	AuthorID  int64
	Author    *gormAuthor
}

func (gormBook) TableName() string { return "book" }

type gormSide struct {
	g  *gorm.DB
	db *sql.DB
}

// GORM works with GORM, tuned as it advises: prepared statements, no transaction around single writes, no log.
func GORM(_ context.Context, url string) (Side, error) {
	db, err := openSQL(url)
	if err != nil {
		return nil, err
	}
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: db}), &gorm.Config{
		SkipDefaultTransaction: true, PrepareStmt: true, Logger: logger.Discard})
	if err != nil {
		return nil, err
	}
	return gormSide{g, db}, nil
}

// openSQL opens database/sql with pgx.
func openSQL(url string) (*sql.DB, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	return db, nil
}

func (s gormSide) Close() error { return s.db.Close() }

func (s gormSide) Get(ctx context.Context, id int64) (int64, error) {
	var p gormProduct
	err := s.g.WithContext(ctx).First(&p, id).Error
	return p.sum(), err
}

func (s gormSide) List(ctx context.Context, after int64) (sum int64, err error) {
	var ps []*gormProduct
	if err := s.g.WithContext(ctx).Where("id > ?", after).Order("id").Limit(ListRows).Find(&ps).Error; err != nil {
		return 0, err
	}
	for _, p := range ps {
		sum += p.sum()
	}
	return hundred(sum, len(ps))
}

func (s gormSide) Joined(ctx context.Context, after int64) (sum int64, err error) {
	var bs []*gormBook
	if err := s.g.WithContext(ctx).Joins("Author").Where("book.id > ?", after).Order("book.id").Limit(ListRows).Find(&bs).Error; err != nil {
		return 0, err
	}
	for _, b := range bs {
		sum += volume(b.ID, b.Title, b.Price, b.Published, b.AuthorID, b.Author.Name, b.Author.Country)
	}
	return hundred(sum, len(bs))
}

func (s gormSide) Insert(ctx context.Context) (int64, error) {
	p := newGormDraft()
	err := s.g.WithContext(ctx).Create(&p).Error
	return p.ID, err
}

func (s gormSide) Bulk(ctx context.Context) (sum int64, err error) {
	ps := make([]gormDraft, BulkRows)
	for i := range ps {
		ps[i] = newGormDraft()
	}
	if err := s.g.WithContext(ctx).Create(&ps).Error; err != nil {
		return 0, err
	}
	for i := range ps {
		sum += ps[i].ID
	}
	return sum, nil
}

func (s gormSide) Update(ctx context.Context, id int64, stock int32) error {
	return s.g.WithContext(ctx).Model(&gormProduct{ID: id}).Select("Price", "Stock").
		Updates(gormProduct{Goods: gormGoods{Price: updatedPrice, Stock: stock}}).Error
}
