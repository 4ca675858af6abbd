package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID int64
	A  string `orm:"default='open"`
	B  string `orm:"default='a'b"`
	C  string `orm:"index,,unique"`
	D  string `orm:index`
	E  string `orm:"=5"`
	F  string `orm:"index,"`
}
