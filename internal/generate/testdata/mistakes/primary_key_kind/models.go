package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID *int64
}

type Order struct {
	orm.Model
	ID float64
}

type Line struct {
	orm.Model
	ID    int64 `orm:"auto,noauto"`
	Other int64 `orm:"auto"`
}

type Log struct {
	orm.Model
	Line orm.Ref[Line] `orm:"primary_key,null,on_delete=set_null"`
}
