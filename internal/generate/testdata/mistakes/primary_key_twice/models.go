package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	Code string `orm:"primary_key"`
	SKU  string `orm:"primary_key"`
}
