// Command moved is a site that lives beside a Django: the example of the page "Moving a Django site over".
package main

// docs:begin main
import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/examples/docs/moved/shop"
)

func main() { musette.Main(Site()) }

// Site is the new site, beside the old one.
func Site() musette.Site {
	return django.Shared(musette.Site{Name: "moved", Apps: []musette.App{shop.App()}}, django.Options{Version: "3.2"})
}

// docs:end main
