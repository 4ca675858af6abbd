package shop

import (
	"github.com/musette-go/musette/internal/generate/testdata/embedded/base"
	"github.com/musette-go/musette/orm"
)

type Book struct {
	orm.Model
	ID  int64
	Tag orm.Ref[base.Tag] `orm:"on_delete=cascade,related_name=Name"`
}

// TagBooks is in the way of the other side.
var TagBooks = 1

type Box struct {
	orm.Model
	ID  int64
	Tag orm.Ref[base.Tag] `orm:"on_delete=cascade,related_name=Books"`
}
