// Package outside has keys to models of other packages.
package outside

import (
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/internal/testmodels/shelf"
	"github.com/musette-go/musette/orm"
)

// Review is about a book.
type Review struct {
	orm.Model
	ID      int64
	Book    orm.Ref[shelf.Book]              `orm:"on_delete=cascade,related_name=Reviews"`
	Country orm.RefOf[kinds.Country, string] `orm:"null,on_delete=set_null,related_name=Reviews"`
	Stars   int16
	Answer  orm.LooseRef           `orm:"to=outside.Answer,null,on_delete=set_null,related_name=Reviews"`
	Fans    orm.Many[shelf.Reader] `orm:"related_name=Reviews"`
}

// Answer is what reviews loosely point to.
type Answer struct {
	orm.Model
	ID   int64
	Text string
}

// ReviewRow is a review with its book's title.
type ReviewRow struct {
	orm.Result
	Review
	Title string
}
