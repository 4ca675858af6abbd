package shop

import "github.com/musette-go/musette/orm"

type Book struct {
	orm.Model
	ID int64
	A  orm.Ref[Book] `orm:"related_name=As"`
	B  orm.Ref[Book] `orm:"on_delete=casade,related_name=Bs"`
	C  orm.Ref[Book] `orm:"on_delete=set_null,related_name=Cs"`
	D  orm.Ref[Book] `orm:"on_delete=set_default,related_name=Ds"`
	E  orm.Ref[Book] `orm:"on_delete=set_default,default=first,related_name=Es"`
	F  orm.LooseRef  `orm:"to=blog.Post"`
	G  orm.LooseRef  `orm:"on_delete=cascade"`
	H  orm.LooseRef  `orm:"on_delete=cascade,to=Post"`
}
