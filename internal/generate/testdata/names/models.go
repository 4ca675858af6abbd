// Package names has names that the generated file must step around.
package names

import (
	"github.com/musette-go/musette/internal/generate/testdata/embedded/base"
	"github.com/musette-go/musette/orm"
)

// schema takes the name of a package that generated code imports.
func schema() {}

// HTTPPort begins with an abbreviation.
//
//musette:table ports
type HTTPPort struct {
	orm.Model
	ID        int64
	UserID    int64
	URLs      string
	SHA256Sum string
	SoldOutAt int64
	Größe     int32             `orm:"-"`
	Tag       orm.Ref[base.Tag] `orm:"on_delete=cascade"`
}

// Type is a word of Go when written small.
type Type struct {
	orm.Model
	ID   int64
	Port orm.Ref[HTTPPort] `orm:"on_delete=cascade"`
}
