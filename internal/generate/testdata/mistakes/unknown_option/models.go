package shop

import (
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID    int64
	Price decimal.Decimal `orm:"max_digit=10,decimal_places=2"`
	Name  string          `orm:"size=10"`
	Stock int32           `orm:"xyzzy"`
}
