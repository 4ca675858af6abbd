package app_test

import (
	"fmt"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

func ExampleSecurity() {
	// docs:begin security
	site := app.Site{
		Name: "shop",
		Security: app.Security{
			Headers: web.HeaderOptions{
				CSP: web.CSP{Image: []web.CSPSource{web.CSPSelf, "https://images.example"}},
			},
			TrustedOrigins: []string{"https://pay.example"},
			RateLimit:      &web.RateOptions{Rate: web.Rate{Limit: 600, Per: time.Minute}},
		},
	}
	// docs:end security
	fmt.Println(site.Security.Headers.CSP.Image)
	// Output: ['self' https://images.example]
}

func ExampleSettings() {
	// docs:begin settings
	site := app.Site{
		Name: "shop",
		Settings: app.Settings{
			"":             {"LOG_LEVEL": "warn"},
			app.Production: {"ADDR": "unix:/run/shop/shop.sock"},
		},
	}
	// docs:end settings
	config, _, err := app.ReadConfig(app.Sources{Name: site.Name, Settings: site.Settings, Environ: []string{"MUSETTE_ENV=test"}})
	fmt.Println(config.LogLevel, config.Addr, err)
	// Output: WARN 127.0.0.1:8000 <nil>
}
