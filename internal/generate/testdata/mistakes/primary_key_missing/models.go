package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	Name string
}
