package shop

import "github.com/musette-go/musette/orm"

type Country struct {
	orm.Model
	Code string `orm:"primary_key"`
}

type City struct {
	orm.Model
	ID int64
	A  orm.Ref[Country]          `orm:"on_delete=cascade,related_name=As"`
	B  orm.RefOf[Country, int32] `orm:"on_delete=cascade,related_name=Bs"`
	C  *orm.Ref[City]            `orm:"on_delete=cascade,related_name=Cs"`
	D  orm.RefOf[City, string]   `orm:"on_delete=cascade,related_name=Ds"`
}
