// Package auth has the users.
package auth

import "github.com/musette-go/musette/orm"

// A User logs in.
//
//musette:table auth_people
type User struct {
	orm.Model
	ID       int64
	Username string `orm:"max_length=150,unique"`
}
