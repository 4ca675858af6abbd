// Package fields has a column of every type.
package fields

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

type (
	// Color is a string of one's own.
	Color string
	// Level is a number of one's own.
	Level int16
	// Flag is a bool of one's own.
	Flag bool
)

// Plain has every type of column.
type Plain struct {
	orm.Model
	ID       int64
	Active   bool
	Small    int16
	Medium   int32
	Large    int64
	Word     int
	Ratio    float64
	Price    decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Whole    decimal.Decimal `orm:"max_digits=18,decimal_places=0"`
	Title    string          `orm:"max_length=200"`
	Body     string
	At       time.Time
	Day      schema.Date
	Opens    orm.Clock
	Took     time.Duration
	Token    orm.UUID
	Extra    json.RawMessage
	Raw      []byte
	Address  netip.Addr
	Color    Color `orm:"max_length=10"`
	Level    Level
	Flag     Flag
	Month    time.Month
	A, B     string
	Skipped  map[string]string `orm:"-"`
	internal int               `orm:"-"`
	_        int
}

// Nullable has every type that can be NULL.
type Nullable struct {
	orm.Model
	ID      int64
	Active  *bool
	Small   *int16
	Medium  *int32
	Large   *int64
	Word    *int
	Ratio   *float64
	Price   *decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Title   *string          `orm:"max_length=200"`
	At      *time.Time
	Day     *orm.Date
	Opens   *schema.Clock
	Took    *time.Duration
	Token   *schema.UUID
	Extra   *json.RawMessage
	Raw     *[]byte
	Address *netip.Addr
}
