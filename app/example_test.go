package app_test

import (
	"fmt"
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
	// musette: DEBUG: "perhaps" is not a bool: expected true or false
	// musette: MUSETTE_ENW: is not a setting: did you mean MUSETTE_ENV?
}
