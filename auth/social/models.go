package social

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// An Account says that somebody at a provider is a user of this site.
//
//musette:table musette_social_account
type Account struct {
	orm.Model
	ID        int64
	User      orm.Ref[auth.User] `orm:"on_delete=cascade"`
	Provider  string             `orm:"max_length=40"`  // Provider.Name
	Issuer    string             `orm:"max_length=255"` // who vouches for Subject
	Subject   string             `orm:"max_length=255"` // who it is there; it never changes
	Email     string             `orm:"max_length=254,blank"`
	CreatedAt time.Time          `orm:"auto_now_add"`
	LastLogin *time.Time
}

// Meta makes an identity belong to one user.
func (Account) Meta() orm.Meta[Account] {
	return orm.Meta[Account]{
		Ordering:    orm.By(Accounts.CreatedAt.Asc(), Accounts.ID.Asc()),
		Constraints: orm.Constraints(orm.Unique("musette_social_account_identity", Accounts.Issuer, Accounts.Subject)),
	}
}
