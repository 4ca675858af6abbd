package main

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

func echoStack() http.Handler {
	e := echo.New()
	e.Use(middleware.RequestID())
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	e.Use(middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{LogMethod: true, LogURIPath: true, LogStatus: true, LogLatency: true,
		LogRemoteIP: true, LogUserAgent: true, LogRequestID: true, LogResponseSize: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			log.LogAttrs(c.Request().Context(), slog.LevelInfo, "request", slog.String("method", v.Method), slog.String("path", v.URIPath),
				slog.Int("status", v.Status), slog.Int64("bytes", v.ResponseSize), slog.Duration("duration", v.Latency),
				slog.String("client", v.RemoteIP), slog.String("agent", v.UserAgent), slog.String("request_id", v.RequestID))
			return nil
		}}))
	e.Use(middleware.Recover())
	e.Use(middleware.SecureWithConfig(middleware.SecureConfig{ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", HSTSMaxAge: 31536000,
		ContentSecurityPolicy: securityHeaders["Content-Security-Policy"], ReferrerPolicy: "same-origin"}))
	e.Use(middleware.Gzip())
	e.GET("/plaintext", func(c echo.Context) error { return c.String(http.StatusOK, text) })
	return e
}
