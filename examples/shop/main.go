// Command shop is the example site: a catalog, a library and wallets. Run without arguments it serves on an SQLite file;
// `shop help` lists its commands.
package main

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/home"
	"github.com/musette-go/musette/examples/shop/library"
	"github.com/musette-go/musette/examples/shop/wallet"
)

func main() { musette.Main(Site()) }

// Site is the shop.
func Site() musette.Site {
	return musette.Site{
		Name:     "shop",
		Apps:     []musette.App{auth.App(), catalog.App(), library.App(), wallet.App(), home.App()},
		FirstRun: home.FirstRun,
	}
}
