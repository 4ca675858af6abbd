// Package base has structs to embed.
package base

import (
	"time"

	"github.com/musette-go/musette/orm"
)

// Level is a type of this package.
type Level int32

// Numbered is the beginning of most models.
//
//musette:abstract
type Numbered struct {
	orm.Model
	ID int64
}

// Timestamps says when a row was made and changed.
type Timestamps struct {
	CreatedAt time.Time `orm:"auto_now_add"`
	UpdatedAt time.Time `orm:"auto_now"`
	Level     Level
}

// Tag is a model.
type Tag struct {
	Numbered
	Name string `orm:"max_length=50,unique"`
}

// Tagged has keys.
type Tagged struct {
	Tag  orm.Ref[Tag]  `orm:"on_delete=protect"`
	More orm.Many[Tag] `orm:"related_name=-"`
	Timestamps
}
