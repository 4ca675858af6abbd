// Package stock has a model that results of another package select.
package stock

import "github.com/musette-go/musette/orm"

// Item is counted.
type Item struct {
	orm.Model
	ID    int64
	Name  string `orm:"max_length=50"`
	Count int64  `orm:"-"`
}
