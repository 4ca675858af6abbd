// Package authtoken is the table of tokens of a Django REST Framework, authtoken_token, as rest_framework.authtoken makes it. The keys in
// it are not hashed: it is for sites that live beside such a Django, see [github.com/musette-go/musette/auth/tokens.Options].
package authtoken

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Token is a row of authtoken_token. There is one for each user at most.
type Token struct {
	orm.Model
	Key     string             `orm:"primary_key,max_length=40"` // 40 hexadecimal digits, as they come in requests
	Created time.Time          `orm:"auto_now_add"`
	User    orm.Ref[auth.User] `orm:"on_delete=cascade,unique,related_name=AuthToken"`
}
