// Package unmanaged has a table that migrations leave alone.
package unmanaged

import . "github.com/musette-go/musette/orm"

// Stat is a view.
//
//musette:unmanaged
//musette:table stat_view
type Stat struct {
	Model
	ID int64
}
