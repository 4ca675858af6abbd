package app_test

import (
	"fmt"
	"os"

	"github.com/musette-go/musette/app"
)

func ExampleReadConfig() {
	config, err := app.ReadConfig("shop", []string{"DATABASE_URL=sqlite://:memory:", "ADDR=127.0.0.1:9000"}, os.ReadFile)
	fmt.Println(config.Mode, config.Debug, config.Addr, config.DatabaseURL, err)

	_, err = app.ReadConfig("shop", []string{"DEBUG=perhaps", "MUSETTE_ENW=test"}, os.ReadFile)
	fmt.Println(err)
	// Output:
	// development true 127.0.0.1:9000 sqlite://:memory: <nil>
	// musette: DEBUG: "perhaps" is not a bool: expected true or false
	// musette: MUSETTE_ENW: is not a setting: did you mean MUSETTE_ENV?
}
