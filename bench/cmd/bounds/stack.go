package main

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/bench/bound"
)

// stack compares plain text through the middleware that a site has by default with bare net/http, and with other routers
// and the same kinds of middleware: security headers, request id, recovery, access log, compression.
func stack(ctx context.Context, b *bench) error {
	peers, err := b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/stacks")
	if err != nil {
		return err
	}
	plain, err := b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/plain")
	if err != nil {
		return err
	}
	url, err := b.sqlite()
	if err != nil {
		return err
	}
	if err := command(ctx, "", productionEnv(url), plain, "migrate"); err != nil {
		return err
	}
	var contenders []bound.Contender
	for _, name := range []string{"bare", "musette", "chi", "echo", "gin", "fiber"} {
		program, args := peers, []string{name}
		if name == "musette" {
			program, args = plain, nil
		}
		s, err := b.serveLogged(ctx, program, url, args...)
		if err != nil {
			return err
		}
		c, err := b.rawClient(ctx, s.url, "/plaintext")
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		contenders = append(contenders, bound.Contender{Name: name, Run: c.ask})
	}
	res, err := b.duel(contenders...)
	if err != nil {
		return err
	}
	b.report.AtLeast("stack/bare", res.Ratio("bare", "musette"), 0.80) // requests per second, so the other way round
	for _, peer := range []string{"chi", "echo", "gin"} {
		b.report.AtMost("stack/"+peer, res.Ratio("musette", peer), 1)
	}
	fmt.Fprintf(b.out, "fiber (fasthttp, not net/http): %.2f x the requests per second of musette\n", res.Ratio("musette", "fiber"))
	return nil
}
