// Package kinds has a column of every type.
package kinds

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// Color is an enumeration of texts.
type Color string

// The colors.
const (
	Red   Color = "red"
	Green Color = "green"
)

// Choices are the colors with their labels.
func (Color) Choices() []orm.Choice {
	return []orm.Choice{{Value: Red, Label: "Red"}, {Value: Green, Label: "Green", Group: "Cold"}}
}

// Level is an enumeration of numbers.
type Level int16

// The levels.
const (
	Low  Level = 1
	High Level = 2
)

// Choices are the levels with their labels.
func (Level) Choices() []orm.Choice {
	return []orm.Choice{{Value: Low, Label: "Low"}, {Value: High, Label: "High"}}
}

// Flag is a bool of one's own.
type Flag bool

// Plain has every type of column.
type Plain struct {
	orm.Model
	ID      int64
	Active  bool
	Small   int16
	Medium  int32
	Large   int64
	Word    int
	Ratio   float64
	Price   decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Whole   decimal.Decimal `orm:"max_digits=18,decimal_places=0"`
	Fine    decimal.Decimal `orm:"max_digits=18,decimal_places=18"`
	Rate    decimal.Decimal `orm:"max_digits=12,decimal_places=4"`
	Title   string          `orm:"max_length=200"`
	Body    string
	At      time.Time
	Day     schema.Date
	Opens   orm.Clock
	Took    time.Duration
	Token   orm.UUID
	Extra   json.RawMessage
	Raw     []byte
	Address netip.Addr
	Color   Color `orm:"max_length=10"`
	Level   Level
	Flag    Flag
	Month   time.Month
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
	Rate    *decimal.Decimal `orm:"max_digits=12,decimal_places=4"`
	Title   *string          `orm:"max_length=200"`
	Body    *string
	At      *time.Time
	Day     *orm.Date
	Opens   *schema.Clock
	Took    *time.Duration
	Token   *schema.UUID
	Extra   *json.RawMessage
	Raw     *[]byte
	Address *netip.Addr
	Plain   orm.Ref[Plain] `orm:"null,on_delete=set_null"`
}

// Formats has the texts that validation looks into.
//
//musette:plural FormatSets
type Formats struct {
	orm.Model
	ID       int64
	Email    string    `orm:"email"`
	Homepage string    `orm:"url"`
	Slug     string    `orm:"slug,max_length=20"`
	Optional string    `orm:"email,blank"`
	Short    *string   `orm:"max_length=3"`
	Made     time.Time `orm:"auto_now_add"`
	Changed  time.Time `orm:"auto_now"`
	Seen     orm.Date  `orm:"auto_now"`
	Clock    orm.Clock `orm:"auto_now"`
	Stock    int32     `orm:"default=5"`
	Code     string    `orm:"max_length=8"`
	Even     int64
}

// Meta has a computed default, a validator and choices of its own.
func (Formats) Meta() orm.Meta[Formats] {
	return orm.Meta[Formats]{
		VerboseName:       "set of formats",
		VerboseNamePlural: "sets of formats",
		Comment:           "texts with a form",
		Fields: orm.Fields(
			orm.Default(FormatSets.Code, func() string { return "fresh" }),
			orm.Validator(FormatSets.Even, func(n int64) error {
				if n%2 != 0 {
					return errOdd
				}
				return nil
			}),
			orm.Label(FormatSets.Even, "even number"),
			orm.Help(FormatSets.Even, "Divisible by two."),
		),
	}
}

type oddError struct{}

func (oddError) Error() string { return "Enter an even number." }

var errOdd error = oddError{}

// Country has a key of text.
//
//musette:plural Countries
type Country struct {
	orm.Model
	Code string `orm:"max_length=2,primary_key"`
	Name string `orm:"max_length=80"`
}

// Session has a UUID.
type Session struct {
	orm.Model
	Token   orm.UUID                     `orm:"primary_key,column=session_key"`
	Country orm.RefOf[Country, string]   `orm:"on_delete=protect,related_name=Sessions"`
	Before  orm.RefOf[Session, orm.UUID] `orm:"null,on_delete=set_null,related_name=Following"`
	Visited orm.Many[Country]            `orm:"related_name=Visitors"`
}

// Legacy has a key of 32 bits that the program numbers.
//
//musette:plural Legacies
type Legacy struct {
	orm.Model
	ID   int32 `orm:"noauto"`
	Name string
}

// Heir points to models with other keys.
type Heir struct {
	orm.Model
	ID      int64
	Legacy  orm.Ref[Legacy]              `orm:"on_delete=cascade,related_name=Heirs"`
	Session orm.RefOf[Session, orm.UUID] `orm:"null,on_delete=cascade,one_to_one,related_name=Heir"`
}

// Narrow has columns that are narrower than their Go types.
type Narrow struct {
	orm.Model
	ID    int64  `orm:"bits=32"`
	Small int64  `orm:"bits=16"`
	Some  *int64 `orm:"bits=32"`
	Word  int    `orm:"bits=32,index"`
}
