package app_test

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/musette-go/musette/app"
)

func ExampleReadConfig() {
	config, _, err := app.ReadConfig(app.Sources{Name: "shop", Environ: []string{"DATABASE_URL=sqlite://:memory:", "ADDR=127.0.0.1:9000"}, ReadFile: os.ReadFile})
	fmt.Println(config.Mode, config.Debug, config.Addr, config.DatabaseURL, err)

	_, _, err = app.ReadConfig(app.Sources{Name: "shop", Environ: []string{"DEBUG=perhaps", "MUSETTE_ENW=test"}, ReadFile: os.ReadFile})
	fmt.Println(err)
	// Output:
	// development true 127.0.0.1:9000 sqlite://:memory: <nil>
	// musette: DEBUG: "perhaps" is not a bool: expected true or false (from the environment)
	// musette: MUSETTE_ENW: is not a setting: did you mean MUSETTE_ENV? (from the environment)
}

func ExampleConfigFrom() {
	// docs:begin configfrom
	banner := func(w http.ResponseWriter, r *http.Request) {
		if app.ConfigFrom(r.Context()).Mode != app.Production {
			w.Header().Set("X-Robots-Tag", "noindex")
		}
	}
	// docs:end configfrom
	_ = banner
	ctx := app.WithConfig(context.Background(), app.Config{Mode: app.Test, DatabaseURL: "postgres://shop:secret@db.example/shop"})
	c := app.ConfigFrom(ctx)
	fmt.Println(c.Mode, app.ConfigFrom(context.Background()).Mode == "")
	// Output: test true
}
