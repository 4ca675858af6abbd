// Package shop has comments that say too much.
//
//musette:app my shop
package shop

import "github.com/musette-go/musette/orm"

//musette:plural products
type Product struct {
	orm.Model
	ID int64
}

//musette:tabel product
type Order struct {
	orm.Model
	ID int64
}

//musette:table two words
type Line struct {
	orm.Model
	ID int64
}
