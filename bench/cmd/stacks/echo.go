package main

import (
	"io"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

func echoStack() http.Handler {
	e := echo.New()
	e.Use(middleware.RequestID())
	e.Use(middleware.LoggerWithConfig(middleware.LoggerConfig{Output: io.Discard}))
	e.Use(middleware.Recover())
	e.Use(middleware.SecureWithConfig(middleware.SecureConfig{ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", HSTSMaxAge: 31536000,
		ContentSecurityPolicy: securityHeaders["Content-Security-Policy"], ReferrerPolicy: "same-origin"}))
	e.Use(middleware.Gzip())
	e.GET("/plaintext", func(c echo.Context) error { return c.String(http.StatusOK, text) })
	return e
}
