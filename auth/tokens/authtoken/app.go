package authtoken

import (
	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/auth/tokens/authtoken/migrations"
)

// App has the table. Where a Django has made it, the command migrate adopts it without touching it. It comes with the app of package tokens.
func App() app.App {
	all := append(migrations.All[:0:0], migrations.All...)
	for i := range all {
		all[i].Adopt = all[i].Initial
	}
	return app.App{Name: "authtoken", Models: Models, Migrations: all, Requires: []app.App{auth.App()}, Policies: auth.Policies(auth.ByPermission(Tokens))}
}
