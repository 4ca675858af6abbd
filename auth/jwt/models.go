package jwt

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Family is a login by JWT: the refresh tokens that followed one another, and the access tokens that were made with them. Of a token, the
// table has a hash of its jti.
//
//musette:plural Families
//musette:table musette_jwt
type Family struct {
	orm.Model
	Hash      string             `orm:"primary_key,max_length=64"` // of what the jti of all its tokens have in common
	User      orm.Ref[auth.User] `orm:"on_delete=cascade"`
	Current   string             `orm:"max_length=64"`       // hash of the jti of the one refresh token that counts
	Password  string             `orm:"max_length=64,blank"` // a hash of the user's stored password, see [Options.KeepAfterPassword]
	CreatedAt time.Time          // when the login was
	ExpiresAt time.Time          `orm:"index"` // when nothing of it can be used any more
	RevokedAt *time.Time
}

// Meta sorts logins by age.
func (Family) Meta() orm.Meta[Family] {
	return orm.Meta[Family]{Ordering: orm.By(Families.CreatedAt.Asc(), Families.Hash.Asc())}
}
