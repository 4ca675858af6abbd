// Package auth has the accounts of a site. Of it only the user exists so far, on Django's own table, so that models can
// point to people from the start.
package auth

import (
	"time"

	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A User is an account. The table is Django's auth_user, column by column: either framework works on the other's.
type User struct {
	orm.Model
	ID          int64  `orm:"bits=32"`        // Django's key of this table is an integer
	Password    string `orm:"max_length=128"` // the hash with its parameters, never the password
	LastLogin   *time.Time
	IsSuperuser bool
	Username    string    `orm:"max_length=150,unique"`
	FirstName   string    `orm:"max_length=150,blank"`
	LastName    string    `orm:"max_length=150,blank"`
	Email       string    `orm:"email,max_length=254,blank"`
	IsStaff     bool      // may use the admin
	IsActive    bool      // false instead of deleting the account
	DateJoined  time.Time `orm:"auto_now_add"`
}

// Meta says how users are called and checked.
func (User) Meta() orm.Meta[User] {
	return orm.Meta[User]{
		Ordering: orm.By(Users.Username.Asc()),
		Fields: orm.Fields(
			orm.Help(Users.Username, "150 characters or fewer. Letters, digits and @/./+/-/_ only."),
			orm.Validator(Users.Username, checkUsername),
			orm.Label(Users.IsStaff, "staff status"),
			orm.Label(Users.IsActive, "active"),
			orm.Label(Users.IsSuperuser, "superuser status"),
		),
	}
}

// FullName is the first and the last name, or the user name where neither is known.
func (u *User) FullName() string {
	switch {
	case u.FirstName == "" && u.LastName == "":
		return u.Username
	case u.FirstName == "":
		return u.LastName
	case u.LastName == "":
		return u.FirstName
	}
	return u.FirstName + " " + u.LastName
}
