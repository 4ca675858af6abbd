package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/musette-go/musette/bench/bound"
)

const (
	loginsAtOnce = 50
	loginRounds  = 5
)

// peopleLogins compares the slowest answers of the list while 50 people log in at once with those while nobody does.
func peopleLogins(ctx context.Context, b *bench) error {
	p, err := b.people(ctx)
	if err != nil {
		return err
	}
	s, err := p.musette(ctx)
	if err != nil {
		return err
	}
	reader, err := loggedIn(ctx, b.peopleClient(pageClients), s, personName)
	if err != nil {
		return err
	}
	crowd := crowd{site: s, client: b.peopleClient(loginsAtOnce), people: b.size(loginsAtOnce, 5)}
	alone := time.Duration(b.size(1000, 50)) * time.Millisecond
	if err := reader.leaf(ctx, b.size(1000, 10)); err != nil { // all is warm then
		return err
	}
	ratios := make([]float64, loginRounds)
	for round := range ratios {
		var with, without []time.Duration
		for turn := range 2 { // who begins changes
			if (round+turn)%2 == 0 {
				without, err = reader.latencies(ctx, func() error { return pause(ctx, alone) })
			} else {
				with, err = crowd.enter(ctx, reader)
			}
			if err != nil {
				return err
			}
		}
		ratios[round] = float64(percentile(with, 99)) / float64(percentile(without, 99))
		fmt.Fprintf(b.out, "p99 of the list %8s alone (%d pages)   %8s with %d logins (%d pages)\n", percentile(without, 99).Round(10*time.Microsecond),
			len(without), percentile(with, 99).Round(10*time.Microsecond), crowd.people, len(with))
	}
	b.report.AtMost("people/logins", bound.Median(ratios), 4)
	return nil
}

// A crowd logs in.
type crowd struct {
	site   *site
	client *http.Client
	people int
}

// enter has all of the crowd log in at once, and returns how long the reader waited for pages meanwhile.
func (c *crowd) enter(ctx context.Context, reader *visitor) ([]time.Duration, error) {
	who, forms := make([]*visitor, c.people), make([]*http.Request, c.people)
	for i := range who {
		var err error
		if who[i], err = newVisitor(c.client, c.site); err != nil {
			return nil, err
		}
		if forms[i], err = who[i].loginRequest(ctx, fmt.Sprint(personName, i+1), personPassword); err != nil {
			return nil, err
		}
	}
	return reader.latencies(ctx, func() error {
		return together(c.people, c.people, func(i int) error { return who[i].enter(forms[i]) })
	})
}

// latencies asks for pages for as long as something else goes on, and returns how long each took, in order.
func (v *visitor) latencies(ctx context.Context, during func() error) ([]time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over, failed := make(chan struct{}), make(chan error, 1)
	go func() {
		failed <- during()
		close(over)
	}()
	page, err := v.request(ctx, http.MethodGet, "/products/?page=2", nil)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var all []time.Duration
	err = together(pageClients, pageClients, func(int) error {
		var took []time.Duration
		for {
			start := time.Now()
			if err := v.again(page); err != nil {
				return err
			}
			took = append(took, time.Since(start))
			select {
			case <-over:
				mu.Lock()
				all = append(all, took...)
				mu.Unlock()
				return nil
			default:
			}
		}
	})
	slices.Sort(all)
	if err != nil {
		return nil, err
	}
	return all, <-failed
}

// pause waits for a while.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// percentile is the value that p of a hundred sorted ones do not exceed. There must be one at least.
func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[(len(sorted)-1)*p/100]
}
