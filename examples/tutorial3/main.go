// Command shelf serves a list of books: the site of the third part of the tutorial.
package main

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/accounts"

	"github.com/musette-go/musette/examples/tutorial3/books"
)

// docs:begin main

func main() { musette.Main(site()) }

// site lists the apps.
func site() musette.Site {
	return musette.Site{Name: "shelf", Apps: []musette.App{
		auth.App(),
		accounts.App(accounts.Options{LogoutRedirect: "books:list"}),
		books.App(),
	}}
}

// docs:end main
