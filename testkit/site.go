package testkit

import (
	"crypto/rand"
	"log/slog"
	"maps"
	"os"
	"slices"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/boot"
)

// newSite puts a site together with the settings of a test. They are read as those of any process are, so that a wrong one fails
// the test with the words in which it would fail a deployment.
func newSite(site app.Site, opt Options, databaseURL string) (*boot.Site, error) {
	settings := map[string]string{
		"MUSETTE_ENV":   string(app.Test),
		"ADDR":          "127.0.0.1:0",
		"ALLOWED_HOSTS": host + ",localhost,127.0.0.1",
		"STORAGE_URL":   "memory://",
	}
	if opt.Settings["SECRET_KEY_FILE"] == "" {
		settings["SECRET_KEY"] = rand.Text() + rand.Text()
	}
	if opt.Debug {
		settings["DEBUG"] = "true"
	}
	maps.Copy(settings, opt.Settings)
	settings["DATABASE_URL"] = databaseURL
	var environ []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		environ = append(environ, name+"="+settings[name])
	}
	config, _, err := app.ReadConfig(app.Sources{Name: site.Name, Environ: environ, Settings: site.Settings, ReadFile: os.ReadFile})
	if err != nil {
		return nil, err
	}
	return boot.New(site, config, slog.New(slog.NewTextHandler(opt.Log, &slog.HandlerOptions{Level: slog.LevelWarn})))
}
