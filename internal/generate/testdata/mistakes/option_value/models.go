package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID int64
	A  string `orm:"max_length"`
	B  string `orm:"max_length=ten"`
	C  string `orm:"max_length=0"`
	D  string `orm:"unique=yes"`
	E  string `orm:"index,index"`
	F  string `orm:"column=two words"`
	G  string `orm:"email,url"`
	H  string `orm:"-,index"`
	I  string `orm:"collation=de'"`
	J  int32  `orm:"bits=64"`
	K  int64  `orm:"bits=33"`
	L  int64  `orm:"bits=32,default=3000000000"`
}
