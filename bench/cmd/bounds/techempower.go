package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/musette-go/musette/bench/bound"
)

// techempowerPages are the pages of the set, with the least that Musette may reach of the requests per second by hand.
var techempowerPages = []struct {
	name, path string
	least      float64
}{
	{"json", "/json", 0.90},
	{"plaintext", "/plaintext", 0.90},
	{"db", "/db", 0.90},
	{"queries", "/queries?queries=20", 0.90},
	{"updates", "/updates?queries=20", 0.90},
	{"fortunes", "/fortunes", 0.90},
	{"fortunes-templ", "/fortunes-templ", 0.95},
}

// techempower compares a site of Musette, with all that a site has by default, with the same written by hand on net/http, pgx
// and html/template: the pages, and around them the access log, request ids, security headers and recovery. It prints the ratios
// to the pages by hand alone, and to Django with gunicorn on the same database.
func techempower(ctx context.Context, b *bench) error {
	db, err := b.postgres()
	if err != nil {
		return err
	}
	site, err := b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/tfb")
	if err != nil {
		return err
	}
	byHand, err := b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/tfbhand")
	if err != nil {
		return err
	}
	if err := b.fillTechempower(ctx, site, db); err != nil {
		return err
	}
	hand, err := b.serveLogged(ctx, byHand, db)
	if err != nil {
		return err
	}
	bare, err := b.serveLogged(ctx, byHand, db, "bare")
	if err != nil {
		return err
	}
	musette, err := b.serveLogged(ctx, site, db)
	if err != nil {
		return err
	}
	django, err := b.serveDjango(ctx, db, "tfb", "/plaintext")
	if err != nil {
		fmt.Fprintf(b.out, "no ratio to Django: %v\n", err)
	}
	for _, p := range techempowerPages {
		contenders := []bound.Contender{{Name: "hand", Run: asker(ctx, b, hand.url+p.path)}, {Name: "musette", Run: asker(ctx, b, musette.url+p.path)},
			{Name: "bare", Run: asker(ctx, b, bare.url+p.path)}}
		withDjango := django != nil && p.name != "fortunes-templ"
		if withDjango {
			contenders = append(contenders, bound.Contender{Name: "django", Run: asker(ctx, b, django.url+p.path)})
		}
		for _, c := range contenders { // one request first: it must be answered
			if err := c.Run(1); err != nil {
				return fmt.Errorf("%s %s: %w", c.Name, p.name, err)
			}
		}
		fmt.Fprintf(b.out, "%s:\n", p.name)
		res, err := b.duel(contenders...)
		if err != nil {
			return err
		}
		b.report.AtLeast("techempower/"+p.name, res.Ratio("hand", "musette"), p.least)
		fmt.Fprintf(b.out, "%s: %.2f x the requests per second of the same by hand without log, headers and ids\n", p.name, res.Ratio("bare", "musette"))
		if withDjango {
			fmt.Fprintf(b.out, "%s: %.1f x the requests per second of Django with gunicorn\n", p.name, res.Ratio("django", "musette"))
		}
	}
	return nil
}

// fillTechempower makes the tables and their rows.
func (b *bench) fillTechempower(ctx context.Context, site, db string) error {
	if err := command(ctx, "", productionEnv(db), site, "migrate"); err != nil {
		return err
	}
	_, err := b.connect(ctx, db,
		"INSERT INTO world (id, randomnumber) SELECT n, 1 + floor(random() * 10000) FROM generate_series(1, 10000) AS n",
		"INSERT INTO fortune (id, message) SELECT n, 'A saying of about the usual length, with <b>markup</b> & umlauts äöü, number ' || n FROM generate_series(1, 12) AS n",
		"ANALYZE")
	return err
}

// asker sends requests for an address from several clients.
func asker(ctx context.Context, b *bench, url string) func(n int) error {
	c := newPageClient()
	b.onClose(func() error { c.CloseIdleConnections(); return nil })
	return func(n int) error { return askAll(ctx, c, url, n) }
}

func askAll(ctx context.Context, c *http.Client, url string, n int) error {
	var wg sync.WaitGroup
	errs := make(chan error, pageClients)
	for k := range pageClients {
		wg.Go(func() {
			for i := k; i < n; i += pageClients {
				if _, err := fetch(ctx, c, url); err != nil {
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

// serveDjango starts gunicorn with five workers for a module of bench/django, and waits until a page answers.
func (b *bench) serveDjango(ctx context.Context, db, module, ready string) (*site, error) {
	gunicorn, err := exec.LookPath("gunicorn")
	if err != nil {
		return nil, fmt.Errorf("gunicorn is not installed (Debian: apt-get install gunicorn python3-django python3-psycopg2)")
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd, err := djangoCommand(ctx, db, gunicorn, "-w", "5", "-b", fmt.Sprintf("127.0.0.1:%d", port), "--log-level", "error", module+":application")
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	b.onClose(func() error { _ = cmd.Process.Kill(); _ = cmd.Wait(); return nil })
	s := &site{cmd: cmd, url: fmt.Sprintf("http://127.0.0.1:%d", port)}
	return s, awaitSite(ctx, s.url+ready)
}

// djangoCommand is a program that runs in bench/django and is told where its database is.
func djangoCommand(ctx context.Context, db, name string, args ...string) (*exec.Cmd, error) {
	u, err := url.Parse(db)
	if err != nil {
		return nil, err
	}
	root, err := repository(ctx)
	if err != nil {
		return nil, err
	}
	password, _ := u.User.Password()
	host, dbPort := u.Hostname(), u.Port()
	if host == "" { // a Unix socket
		host, dbPort = u.Query().Get("host"), u.Query().Get("port")
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = filepath.Join(root, "bench", "django")
	cmd.Env = append(environ(), "PYTHONDONTWRITEBYTECODE=1", "DATABASE_HOST="+host, "DATABASE_PORT="+dbPort, "DATABASE_USER="+u.User.Username(),
		"DATABASE_PASSWORD="+password, "DATABASE_NAME="+strings.TrimPrefix(u.Path, "/"))
	return cmd, nil
}

// awaitSite waits until a server answers.
func awaitSite(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := fetch(ctx, http.DefaultClient, url)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w", url, err)
		case <-tick.C:
		}
	}
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}
