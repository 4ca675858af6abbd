package shop

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID     int64
	Active bool            `orm:"default=yes"`
	Small  int16           `orm:"default=40000"`
	Ratio  float64         `orm:"default=half"`
	Price  decimal.Decimal `orm:"max_digits=4,decimal_places=2,default=0.125"`
	Cost   decimal.Decimal `orm:"max_digits=4,decimal_places=2,default=100"`
	Fee    decimal.Decimal `orm:"max_digits=4,decimal_places=2,default=free"`
	Code   string          `orm:"max_length=3,default=abcd"`
	At     time.Time       `orm:"default=now"`
}
