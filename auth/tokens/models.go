package tokens

import (
	"slices"
	"strings"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A Token lets a program act for a user. The key itself is not kept, only its hash.
//
//musette:table musette_token
type Token struct {
	orm.Model
	ID        int64
	User      orm.Ref[auth.User] `orm:"on_delete=cascade,related_name=Tokens"`
	Name      string             `orm:"max_length=100,blank"`  // what its owner calls it
	Prefix    string             `orm:"max_length=8,index"`    // the first characters of the key, to recognize it by
	Hash      string             `orm:"max_length=64,unique"`  // SHA-256 of the key, in hexadecimal
	Scopes    string             `orm:"max_length=1000,blank"` // words with spaces between; empty means everything
	Password  string             `orm:"max_length=64,blank"`   // a hash of the user's stored password, see [Options.EndWithPassword]
	CreatedAt time.Time          // when the key was made
	ExpiresAt *time.Time         // nil: never
	LastUsed  *time.Time         // to within [Options.SeenEvery]
}

// Meta sorts tokens by age.
func (Token) Meta() orm.Meta[Token] {
	return orm.Meta[Token]{Ordering: orm.By(Tokens.CreatedAt.Asc(), Tokens.ID.Asc())}
}

// ScopeList are the token's scopes; nil means that it may do everything that its user may.
func (t *Token) ScopeList() []string { return strings.Fields(t.Scopes) }

// Allows reports whether the token may be used for a scope.
func (t *Token) Allows(scope string) bool {
	have := t.ScopeList()
	return len(have) == 0 || slices.Contains(have, scope)
}
