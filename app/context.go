package app

import (
	"context"
	"fmt"
	"log/slog"
)

type configKey struct{}

// WithConfig puts a site's configuration into a context. The site does so for its commands, checks and requests.
func WithConfig(ctx context.Context, c Config) context.Context {
	return context.WithValue(ctx, configKey{}, &c)
}

// ConfigFrom returns the configuration of the site that the context belongs to, and the zero Config outside one: its Mode is
// none of the modes, so that what is asked for by Mode == [Development] stays closed.
func ConfigFrom(ctx context.Context) Config {
	if c, ok := ctx.Value(configKey{}).(*Config); ok {
		return *c
	}
	return Config{}
}

type loggerKey struct{}

// WithLogger puts the site's logger into a context. The site does so for its commands, checks and requests.
func WithLogger(ctx context.Context, l *slog.Logger) context.Context {
	return context.WithValue(ctx, loggerKey{}, l)
}

// Logger returns the logger of the site that the context belongs to, and slog.Default() outside one.
func Logger(ctx context.Context) *slog.Logger {
	if l, ok := ctx.Value(loggerKey{}).(*slog.Logger); ok && l != nil {
		return l
	}
	return slog.Default()
}

// String shows the configuration with its secrets masked, however it is printed.
func (c Config) String() string {
	type plain Config // without methods
	p := plain(c)
	p.DatabaseURL, p.StorageURL = masked("DATABASE_URL", c.DatabaseURL), masked("STORAGE_URL", c.StorageURL)
	p.SessionURL, p.EmailURL = masked("SESSION_URL", c.SessionURL), masked("EMAIL_URL", c.EmailURL)
	p.SecretKey, p.SecretKeyFallbacks = masked("SECRET_KEY", c.SecretKey), nil
	for _, k := range c.SecretKeyFallbacks {
		p.SecretKeyFallbacks = append(p.SecretKeyFallbacks, masked("SECRET_KEY_FALLBACKS", k))
	}
	return fmt.Sprintf("%+v", p)
}

// GoString is String, for %#v.
func (c Config) GoString() string { return c.String() }

// LogValue is String, for package slog.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText is String, for packages that write values as text, such as encoding/json.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
