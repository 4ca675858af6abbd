package sign_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/musette-go/musette/sign"
)

func Example() {
	// docs:begin sign
	keys, err := sign.NewKeys("the secret key of the site")
	if err != nil {
		panic(err)
	}
	links := keys.Signer("newsletter.unsubscribe")
	token, err := links.Sign("reader-12")
	if err != nil {
		panic(err)
	}
	reader, err := links.Unsign(token, 7*24*time.Hour)
	fmt.Println(reader, err)

	_, err = keys.Signer("accounts.reset").Unsign(token, time.Hour)
	fmt.Println(errors.Is(err, sign.ErrInvalid))
	// docs:end sign
	// Output:
	// reader-12 <nil>
	// true
}
