package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"github.com/musette-go/musette/bench/bound"
)

// pageClients is how many clients ask at the same time, each on a connection of its own.
const pageClients = 8

// page compares the requests per second of the shop's /products/ with those of the same page written by hand.
func page(ctx context.Context, b *bench) error {
	url, err := b.postgres()
	if err != nil {
		return err
	}
	shop, err := b.buildShop(ctx)
	if err != nil {
		return err
	}
	if err := prepareShop(ctx, shop, url, b.size(1000, 100)); err != nil {
		return err
	}
	hand, err := b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/handpage")
	if err != nil {
		return err
	}
	var contenders []bound.Contender
	var bodies []string
	for i, program := range []string{hand, shop, shop} {
		serve := b.serve
		if i == 2 {
			serve = func(ctx context.Context, path, url string) (*site, error) { return b.serveLogged(ctx, path, url) }
		}
		s, err := serve(ctx, program, url)
		if err != nil {
			return err
		}
		c := newPageClient()
		b.onClose(func() error { c.CloseIdleConnections(); return nil })
		body, err := fetch(ctx, c, s.url+"/products/?page=2")
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
		contenders = append(contenders, bound.Contender{Run: func(n int) error { return load(ctx, c, s.url, n) }})
	}
	if err := samePage(bodies[0], bodies[1]); err != nil {
		return err
	}
	contenders[0].Name, contenders[1].Name, contenders[2].Name = "hand", "musette", "logged"
	res, err := b.duel(contenders...)
	if err != nil {
		return err
	}
	// requests per second, so the other way round
	b.report.AtLeast("page", res.Ratio("hand", "musette"), 0.85)
	b.report.AtLeast("page/logged", res.Ratio("hand", "logged"), 0.80) // with the access log besides
	return nil
}

func newPageClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: pageClients, MaxConnsPerHost: pageClients, DisableCompression: true}}
}

// fetch asks for a page and returns its text.
func fetch(ctx context.Context, c *http.Client, url string) (string, error) {
	req, err := get(ctx, url)
	if err != nil {
		return "", err
	}
	resp, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, resp.Status)
	}
	return string(body), err
}

// load asks n times for a page, from several clients at once.
func load(ctx context.Context, c *http.Client, url string, n int) error {
	var wg sync.WaitGroup
	errs := make(chan error, pageClients)
	for k := range pageClients {
		wg.Go(func() {
			for i := k; i < n; i += pageClients {
				if _, err := fetch(ctx, c, fmt.Sprintf("%s/products/?page=%d", url, 1+i%4)); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// product is the link to a product with its name.
var product = regexp.MustCompile(`href="/products/\d+/">[^<]*<`)

// samePage looks that both pages show the same products, with about as much markup around them. The shop's template
// changes now and then; handpage/page.html follows.
func samePage(a, b string) error {
	as, bs := product.FindAllString(a, -1), product.FindAllString(b, -1)
	if len(as) == 0 || !slices.Equal(as, bs) {
		return fmt.Errorf("the pages show different products: %q and %q", as, bs)
	}
	if ratio := float64(len(a)) / float64(len(b)); ratio < 0.9 || ratio > 1.1 {
		return fmt.Errorf("the pages have %d and %d bytes", len(a), len(b))
	}
	return nil
}
