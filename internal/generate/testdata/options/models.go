// Package options uses every option that is not about relations.
//
//musette:app shop_options
package options

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

// Everything has all options.
type Everything struct {
	orm.Model
	ID       int64           `orm:"column=no"`
	Name     string          `orm:"max_length=100,index,collation=de-x-icu,readonly,blank"`
	Email    string          `orm:"email,unique"`
	Homepage string          `orm:"url,max_length=1000"`
	Slug     string          `orm:"slug"`
	Manual   string          `orm:"file"`
	Photo    *string         `orm:"image,column=picture"`
	Greeting string          `orm:"default='it''s a, b'"`
	Empty    string          `orm:"default=''"`
	Active   bool            `orm:"default=true"`
	Off      bool            `orm:"default=false"`
	Stock    int32           `orm:"default=-5"`
	Ratio    float64         `orm:"default=0.25"`
	Price    decimal.Decimal `orm:"max_digits=6, decimal_places=2, default=0.50"`
	Created  time.Time       `orm:"auto_now_add" json:"created"`
	Changed  orm.Date        `json:"changed" orm:"auto_now"`
	Clock    *orm.Clock      `orm:"index"`
}
