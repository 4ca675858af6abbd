// Command shelf serves a list of books: the site of the second part of the tutorial.
package main

import (
	"github.com/musette-go/musette"

	"github.com/musette-go/musette/examples/tutorial2/books"
)

// docs:begin main

func main() { musette.Main(site()) }

// site lists the apps.
func site() musette.Site {
	return musette.Site{Name: "shelf", Apps: []musette.App{books.App()}}
}

// docs:end main
