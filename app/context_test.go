package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
)

func TestConfigFrom(t *testing.T) {
	t.Parallel()
	if c := app.ConfigFrom(t.Context()); c.Mode != "" || c.Debug || c.Mode == app.Development {
		t.Errorf("outside a site it is %v", c)
	}
	ctx := app.WithConfig(t.Context(), app.Config{Mode: app.Production, Addr: "unix:x"})
	if c := app.ConfigFrom(ctx); c.Mode != app.Production || c.Addr != "unix:x" {
		t.Errorf("it is %v", c)
	}
	c := app.ConfigFrom(ctx)
	if c.Mode = app.Development; app.ConfigFrom(ctx).Mode == c.Mode {
		t.Error("a handler changes the configuration of the site")
	}
}

// TestConfigIsMasked: PROJ-12: a configuration that is printed, logged or encoded by mistake shows no secret.
func TestConfigIsMasked(t *testing.T) {
	t.Parallel()
	c := app.Config{Mode: app.Production, SecretKey: "marker", SecretKeyFallbacks: []string{"marker", "marker"}, DatabaseURL: "postgres://marker:marker@h/d?password=marker",
		EmailURL: "smtps://marker:marker@m", StorageURL: "s3://marker:marker@bucket", SessionURL: "redis://:marker@r", Addr: "seen"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c, "p", &c)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "c", c, "p", &c)
	text, err := json.Marshal(map[string]any{"c": c, "p": &c})
	if err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]string{"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", &c), "%#v": fmt.Sprintf("%#v", c), "String": c.String(), "in a struct": fmt.Sprintf("%+v", struct{ C app.Config }{c}),
		"log": log.String(), "JSON": string(text)} {
		if strings.Contains(s, "marker") || !strings.Contains(s, "seen") {
			t.Errorf("%s shows %s", what, s)
		}
	}
}
