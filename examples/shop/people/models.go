// Package people is what the shop knows of its people besides their accounts: a profile with a picture, which a sign-up makes.
package people

import (
	"context"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Profile is what somebody tells about themselves. It stands beside the user, whose table is that of every site.
type Profile struct {
	orm.Model
	ID      int64
	User    orm.Ref[auth.User] `orm:"one_to_one,on_delete=cascade,related_name=Profile"`
	About   string             `orm:"max_length=500,blank"`
	Picture string             `orm:"image,max_length=100,blank"` // its name in the site's bucket
}

// Meta sorts profiles in the order in which they were made.
func (Profile) Meta() orm.Meta[Profile] {
	return orm.Meta[Profile]{Ordering: orm.By(Profiles.ID.Asc())}
}

// People see and change their own profile, and those with the model's permissions all of them.
var profilePolicy = auth.RestrictBy(Profiles, "owner", auth.Rules[*Profile]{View: ownedBy, Change: ownedBy})

func ownedBy(_ context.Context, u *auth.User) orm.Pred[*Profile] { return Profiles.UserID.Eq(u.ID) }
