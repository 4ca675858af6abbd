package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/musette-go/musette/bench/bound"
)

// peoplePage compares the list of products for somebody who is logged in with the same page by hand, and prints the ratio to Django.
func peoplePage(ctx context.Context, b *bench) error {
	p, err := b.people(ctx)
	if err != nil {
		return err
	}
	sites, err := p.all(ctx)
	if err != nil {
		return err
	}
	var contenders []bound.Contender
	var bodies []string
	for _, s := range sites {
		v, err := loggedIn(ctx, b.peopleClient(pageClients), s.site, personName)
		if err != nil {
			return err
		}
		body, err := v.page(ctx, "/products/?page=2")
		if err != nil {
			return err
		}
		bodies = append(bodies, body)
		if err := v.leaf(ctx, b.size(2000, 10)); err != nil { // the collector has forgotten the memory that the login took then
			return err
		}
		contenders = append(contenders, bound.Contender{Name: s.name, Run: func(n int) error { return v.leaf(ctx, n) }})
	}
	if err := samePeople(bodies); err != nil {
		return err
	}
	res, err := b.duel(contenders...)
	if err != nil {
		return err
	}
	b.report.AtLeast("people/page", res.Ratio("hand", "musette"), 0.85) // requests per second, so the other way round
	if len(sites) > 2 {
		fmt.Fprintf(b.out, "musette %.1f x, by hand %.1f x the requests per second of Django with gunicorn\n", res.Ratio("django", "musette"), res.Ratio("django", "hand"))
	}
	return nil
}

// namedSite is one of the sites that are compared.
type namedSite struct {
	name     string
	site     *site
	database string
}

// all starts the three sites. Without Django it says so and starts two.
func (p *peopleBench) all(ctx context.Context) ([]namedSite, error) {
	hand, err := p.hand(ctx)
	if err != nil {
		return nil, err
	}
	musette, err := p.musette(ctx)
	if err != nil {
		return nil, err
	}
	sites := []namedSite{{"hand", hand, p.database}, {"musette", musette, p.database}}
	django, database, err := p.django(ctx)
	if errors.Is(err, errSkip) {
		fmt.Fprintf(p.out, "no ratio to Django: %v\n", err)
		return sites, nil
	}
	return append(sites, namedSite{"django", django, database}), err
}

// samePeople looks that the page by hand is Musette's, byte for byte but for the token, and that Django's shows the same.
func samePeople(bodies []string) error {
	hand, musette := csrfInput.ReplaceAllString(bodies[0], ""), csrfInput.ReplaceAllString(bodies[1], "")
	if hand == bodies[0] {
		return fmt.Errorf("the page has no token: %s", hand)
	}
	if hand != musette {
		return fmt.Errorf("the pages differ:\n%s\nand\n%s", hand, musette)
	}
	if len(bodies) > 2 {
		return samePage(musette, bodies[2])
	}
	return nil
}

// leaf asks n times for the first pages of the list, from several clients at once.
func (v *visitor) leaf(ctx context.Context, n int) error {
	var pages [4]*http.Request
	for i := range pages {
		var err error
		if pages[i], err = v.request(ctx, http.MethodGet, fmt.Sprintf("/products/?page=%d", 1+i), nil); err != nil {
			return err
		}
	}
	return together(pageClients, n, func(i int) error { return v.again(pages[i%len(pages)]) })
}

// again sends a request that has been prepared, as often as one likes, and throws the page away.
func (v *visitor) again(prepared *http.Request) error {
	resp, err := v.client.Transport.RoundTrip(prepared.Clone(prepared.Context()))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", prepared.URL, resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// together does something n times, for i from 0 to n-1, with so many goroutines, and returns the first error.
func together(goroutines, n int, do func(i int) error) error {
	var wg sync.WaitGroup
	errs := make(chan error, goroutines)
	for k := range goroutines {
		wg.Go(func() {
			for i := k; i < n; i += goroutines {
				if err := do(i); err != nil {
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
