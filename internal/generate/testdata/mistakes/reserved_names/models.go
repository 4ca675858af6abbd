package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID          int64
	Count       int64
	All         bool
	Filter      orm.Ref[Product] `orm:"on_delete=cascade,related_name=Update"`
	ProductCols string
	lower       string
}
