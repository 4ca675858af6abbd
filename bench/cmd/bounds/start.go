package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

// starts is how often the shop is started.
const starts = 7

// start measures how long the shop takes until it listens, and the memory that it then holds.
func start(ctx context.Context, b *bench) error {
	shop, err := b.buildShop(ctx)
	if err != nil {
		return err
	}
	url, err := b.sqlite()
	if err != nil {
		return err
	}
	if err := prepareShop(ctx, shop, url, b.size(1000, 50)); err != nil {
		return err
	}
	var took []time.Duration
	var idle float64
	for i := range starts {
		s, err := b.serve(ctx, shop, url)
		if err != nil {
			return err
		}
		took = append(took, s.started)
		if i == starts-1 {
			if idle, err = s.idle(ctx); err != nil {
				return err
			}
		}
		if err := s.stop(); err != nil {
			return err
		}
	}
	slices.Sort(took)
	b.report.AtMost("start/ms", float64(took[starts/2].Microseconds())/1000, 100)
	if idle > 0 {
		b.report.AtMost("start/idle-MB", idle, 40)
	}
	return nil
}

// prepareShop makes the shop's tables and rows.
func prepareShop(ctx context.Context, shop, url string, products int) error {
	env := []string{"DATABASE_URL=" + url, "ADDR=127.0.0.1:0"}
	dir := os.TempDir()
	if err := command(ctx, dir, env, shop, "migrate"); err != nil {
		return err
	}
	return command(ctx, dir, env, shop, "seed", "--products", fmt.Sprint(products), "--authors", "100", "--books", "500", "--users", "20")
}

// idle asks for a page, so that everything has been used once, and returns the memory of the process a second later, in
// megabytes; 0 where the system does not tell.
func (s *site) idle(ctx context.Context) (float64, error) {
	req, err := get(ctx, s.url+"/products/")
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("/products/: %s: %w", resp.Status, err)
	}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, nil // not Linux
	}
	for line := range strings.Lines(string(status)) {
		var kB float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kB); n == 1 {
			return kB * 1024 / 1e6, nil
		}
	}
	return 0, nil
}
