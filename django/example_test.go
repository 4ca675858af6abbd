package django_test

import (
	"fmt"
	"time"

	"github.com/musette-go/musette/django"
)

// The same text as Django's Signer(salt="newsletter") makes.
func ExampleSigner_Unsign() {
	keys := django.Keys{Secret: "shared with Django", Hash: django.SHA256OrSHA1}
	signer := django.Signer{Keys: keys, Salt: "newsletter"}

	signed, err := signer.Sign("camille@example.org")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(signed)
	value, err := signer.Unsign(signed)
	fmt.Println(value, err)
	_, err = django.Signer{Keys: keys, Salt: "reset"}.Unsign(signed)
	fmt.Println(err)
	// Output:
	// camille@example.org:9hv_ijIIDR4dZXCddj1OT4QF8ve0HU9AW1-qpiruWCQ
	// camille@example.org <nil>
	// django: the signature does not match
}

func ExampleSessionCodec() {
	codec := django.SessionCodec{Keys: django.Keys{Secret: "shared with Django"}}
	// The column session_data, as Django 3.2 wrote it.
	data, err := codec.Decode(".eJyrVopPLC3JiC8tTi2Kz0xRslIyV9JBFktKTM5OzQNJpGQl5qXn6yXn55UUZSbpgZToQWWL9XzzU1JznKBqawE8hh8z:1xUTER:lCRBTWftuelX98xYGWv7n2hvh5DyBu7RoME6PYMeGX4")
	fmt.Printf("%s %v\n", data[django.SessionUserID], err)
	// Output: "7" <nil>
}

// The key was changed while people were logged in.
func ExampleVerifySessionAuthHash() {
	before, err := django.SessionAuthHash(django.Keys{Secret: "old key"}, "argon2$…")
	if err != nil {
		fmt.Println(err)
		return
	}
	keys := django.Keys{Secret: "new key", Fallbacks: []string{"old key"}}
	ok, current := django.VerifySessionAuthHash(keys, "argon2$…", before)
	fmt.Println("logged in:", ok, "and to be renewed:", !current)
	// Output: logged in: true and to be renewed: true
}

func ExampleResetTokens() {
	user := django.ResetUser{PK: "7", Password: "argon2$…", Email: "camille@example.org"}
	tokens := django.ResetTokens{Keys: django.Keys{Secret: "shared with Django"}, Timeout: time.Hour}
	token, err := tokens.Make(user)
	fmt.Println(err, tokens.Check(user, token))
	user.Password = "argon2$other" // the link was used
	fmt.Println(tokens.Check(user, token))
	// Output:
	// <nil> true
	// false
}

func ExampleMatchCSRF() {
	cookie := django.NewCSRFSecret()
	fmt.Println(django.MatchCSRF(cookie, django.MaskCSRF(cookie)))
	// Output: true
}
