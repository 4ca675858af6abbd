package shop

import "github.com/musette-go/musette/orm"

//musette:app one

//musette:app two

type Product struct {
	orm.Model
	ID int64
}
