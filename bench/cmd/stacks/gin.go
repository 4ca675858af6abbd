package main

import (
	"io"
	"net/http"

	"github.com/gin-contrib/gzip"
	"github.com/gin-contrib/requestid"
	"github.com/gin-contrib/secure"
	"github.com/gin-gonic/gin"
)

func ginStack() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(requestid.New())
	r.Use(gin.LoggerWithWriter(io.Discard))
	r.Use(gin.Recovery())
	r.Use(secure.New(secure.Config{FrameDeny: true, ContentTypeNosniff: true, STSSeconds: 31536000, STSIncludeSubdomains: true,
		ContentSecurityPolicy: securityHeaders["Content-Security-Policy"], ReferrerPolicy: "same-origin",
		SSLProxyHeaders: map[string]string{"X-Forwarded-Proto": "https"}}))
	r.Use(gzip.Gzip(gzip.DefaultCompression))
	r.GET("/plaintext", func(c *gin.Context) { c.String(http.StatusOK, text) })
	return r
}
