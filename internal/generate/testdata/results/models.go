// Package results has result types and nothing else.
package results

import (
	"encoding/json"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/generate/testdata/results/stock"
	"github.com/musette-go/musette/orm"
)

// Color is a type of one's own.
type Color string

// ItemRow is an item with outputs.
type ItemRow struct {
	orm.Result
	stock.Item
	Sold    int64
	Revenue *decimal.Decimal
	Color   Color
	Hidden  int `orm:"-"`
}

// itemName is a projection; its manager is exported all the same.
type itemName struct {
	orm.Result `orm:"from=stock.Item"`
	Title      string
	At         *time.Time
	Extra      json.RawMessage
}

// Summary has its own plural.
//
//musette:plural Summaries
type Summary struct {
	orm.Result
	stock.Item
}
