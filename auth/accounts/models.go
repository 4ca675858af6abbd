package accounts

import (
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// An EmailAddress says whether the address of a user is known to be theirs. It stands beside the user, since Django's table has no
// column for it. No two users have the same one, whatever its case.
//
//musette:table musette_email_address
//musette:plural EmailAddresses
type EmailAddress struct {
	orm.Model
	Email      string             `orm:"primary_key,max_length=254"` // in lower case
	User       orm.Ref[auth.User] `orm:"one_to_one,on_delete=cascade,related_name=EmailAddress"`
	VerifiedAt *time.Time         // when they showed that they read mail there
}

// A Confirmation waits for somebody to follow the link of a mail: a sign-up, a new address. What it holds counts only once the link
// has been followed.
//
//musette:table musette_confirmation
type Confirmation struct {
	orm.Model
	Key       string    `orm:"primary_key,max_length=64"` // the hash of the secret in the link
	Kind      string    `orm:"max_length=20"`
	Email     string    `orm:"max_length=254"`
	UserID    int64     // 0 for a sign-up
	State     string    `orm:"max_length=64,blank"` // a fingerprint of the user as they were
	Username  string    `orm:"max_length=150,blank"`
	Password  string    `orm:"max_length=128,blank"` // the hash
	Data      string    `orm:"blank"`                // the site's own fields, as JSON
	ExpiresAt time.Time `orm:"index"`
}
