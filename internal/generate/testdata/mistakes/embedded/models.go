package shop

import (
	"time"

	"github.com/musette-go/musette/internal/generate/testdata/embedded/base"
	"github.com/musette-go/musette/orm"
)

type A struct{ Name string }

type B struct{ Name string }

type Status string

type G[T any] struct{ Value string }

type Product struct {
	orm.Model
	ID int64
	A
	B
	*base.Timestamps
	Status
	time.Time
	Other
	base.Tag
	G[int]
	C `orm:"index"`
}

type C struct{ Extra string }
