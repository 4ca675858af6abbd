package main

import (
	"context"
	"io"
	"net"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/gofiber/fiber/v2/middleware/helmet"
	"github.com/gofiber/fiber/v2/middleware/logger"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/gofiber/fiber/v2/middleware/requestid"
)

// serveFiber serves over fasthttp, which is not net/http: its figure stands beside the others.
func serveFiber(ctx context.Context, ln net.Listener) error {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Use(requestid.New(), logger.New(logger.Config{Output: io.Discard}), recover.New(),
		helmet.New(helmet.Config{XFrameOptions: "DENY", ReferrerPolicy: "same-origin", ContentSecurityPolicy: securityHeaders["Content-Security-Policy"]}), compress.New())
	app.Get("/plaintext", func(c *fiber.Ctx) error { return c.SendString(text) })
	context.AfterFunc(ctx, func() { _ = app.Shutdown() })
	return app.Listener(ln)
}
