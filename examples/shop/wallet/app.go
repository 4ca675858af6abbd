package wallet

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/examples/shop/wallet/migrations"
)

// App is the wallets and the command transfer.
func App() musette.App {
	return musette.App{
		Name:       "wallet",
		Models:     Models,
		Migrations: migrations.All,
		Commands:   []musette.Command{transferCommand},
	}
}
