package django_test

import (
	"fmt"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/django"
)

// A site beside Django 4.2: the apps of accounts and sessions come with what both understand.
func ExampleShared() {
	site := musette.Site{Name: "shop", Apps: []musette.App{{Name: "catalog"}}}
	site = django.Shared(site, django.Options{Version: "4.2"})
	for _, a := range site.Apps {
		fmt.Println(a.Name)
	}
	// Output:
	// sessions
	// auth
	// catalog
}
