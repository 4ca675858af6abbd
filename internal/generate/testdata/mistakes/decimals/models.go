package shop

import (
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID int64
	A  decimal.Decimal
	B  decimal.Decimal `orm:"max_digits=8"`
	C  decimal.Decimal `orm:"max_digits=20,decimal_places=2"`
	D  decimal.Decimal `orm:"max_digits=2,decimal_places=4"`
	E  decimal.Decimal `orm:"max_digits=0,decimal_places=0"`
}
