// Package embedded has models that share their fields.
package embedded

import (
	"github.com/musette-go/musette/internal/generate/testdata/embedded/base"
	"github.com/musette-go/musette/orm"
)

type named struct {
	Name string `orm:"max_length=100"`
}

// Priced replaces a field of what it embeds.
type Priced struct {
	named
	Price int64
}

// Product is made of parts.
type Product struct {
	base.Numbered
	Priced
	base.Tagged
	Name  string         `orm:"max_length=300"`
	cache map[string]int `orm:"-"`
}

// Supplier is another.
type Supplier struct {
	orm.Model
	ID int64
	named
	Product orm.Ref[Product] `orm:"on_delete=cascade"`
}

// view is no model, though it embeds one.
type view struct {
	Product
	Extra int
}
