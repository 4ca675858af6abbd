package shop

import "github.com/musette-go/musette/orm"

type Product[T any] struct {
	orm.Model
	ID int64
}

type order struct {
	orm.Model
	ID int64
}

type Row[T any] struct {
	orm.Result
	Other
}

type Other struct {
	orm.Model
	ID int64
}
