// Package tfb is the set of TechEmpower's framework benchmarks as an app of a Musette site: plain text, JSON, one row, 20 rows,
// 20 updates, and a page from the database.
package tfb

//go:generate go run ../../cmd/musette generate

import "github.com/musette-go/musette/orm"

// A World is a row with a number.
//
//musette:table world
type World struct {
	orm.Model    `json:"-"`
	ID           int32 `json:"id"`
	RandomNumber int32 `json:"randomNumber" orm:"column=randomnumber"`
}

// A Fortune is a saying.
//
//musette:table fortune
type Fortune struct {
	orm.Model
	ID      int32
	Message string
}
