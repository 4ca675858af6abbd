// Package kinds has a column of every type, for the table of types in docs/reference/models.md.
package kinds

import (
	"encoding/json"
	"net/netip"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Country has a key of text.
//
//musette:plural Countries
type Country struct {
	orm.Model
	Code string `orm:"max_length=2,primary_key"`
}

// A Sample has a column of every type.
type Sample struct {
	orm.Model
	ID       int64
	Flag     bool
	Small    int16
	Medium   int32
	Large    int64
	Word     int
	Ratio    float64
	Price    decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Text     string
	Name     string `orm:"max_length=100"`
	Mail     string `orm:"email"`
	Home     string `orm:"url"`
	Part     string `orm:"slug"`
	Document string `orm:"file"`
	At       time.Time
	Day      orm.Date
	Opens    orm.Clock
	Took     time.Duration
	Token    orm.UUID
	Extra    json.RawMessage
	Raw      []byte
	Address  netip.Addr
	Nullable *string                    `orm:"max_length=100"`
	Parent   orm.Ref[Sample]            `orm:"null,on_delete=set_null"`
	Country  orm.RefOf[Country, string] `orm:"on_delete=protect"`
	Single   orm.Ref[Sample]            `orm:"null,one_to_one,on_delete=set_null,related_name=Other"`
	Post     orm.LooseRef               `orm:"to=kinds.Sample,null,on_delete=do_nothing,no_constraint"`
}
