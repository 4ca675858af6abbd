package shop

import (
	"time"

	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID     int64
	Stock  int32             `orm:"max_length=10"`
	Name   string            `orm:"auto_now"`
	At     time.Time         `orm:"null"`
	Parent orm.Ref[Product]  `orm:"index,on_delete=cascade"`
	Many   orm.Many[Product] `orm:"null,related_name=-"`
	Took   time.Duration     `orm:"default=5"`
	Ratio  float64           `orm:"primary_key"`
}
