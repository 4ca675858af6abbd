package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/musette-go/musette/bench/people"
	"github.com/musette-go/musette/internal/testenv"
)

// Who logs in on each of the sites.
const (
	personName     = "ada"
	personPassword = "correct horse battery"
)

// personSQL gives the account the name that the pages show, and makes 50 more with the same password, ada1 to ada50: of one name only so
// many tries count as are allowed at once.
const personSQL = `UPDATE auth_user SET first_name = 'Ada', last_name = 'Example';
INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
	SELECT password, false, username || i, first_name, last_name, '', false, true, date_joined FROM auth_user, generate_series(1, 50) AS i`

// peopleBench is what the suites about people share: a database server with the tables of package people, and the programs that
// serve them.
type peopleBench struct {
	*bench
	server   string // the URL of the server's first database
	database string // of Musette and of the site by hand
	site     string // the program of the site
}

// people makes the database of the site.
func (b *bench) people(ctx context.Context, settings ...string) (*peopleBench, error) {
	server, err := b.postgres(settings...)
	if err != nil {
		return nil, err
	}
	p := &peopleBench{bench: b, server: server}
	if p.database, err = p.newDatabase(); err != nil {
		return nil, err
	}
	if p.site, err = b.build(ctx, "", "github.com/musette-go/musette/bench/cmd/people"); err != nil {
		return nil, err
	}
	if err := command(ctx, "", productionEnv(p.database), p.site, "migrate"); err != nil {
		return nil, err
	}
	env := append(productionEnv(p.database), "SUPERUSER_PASSWORD="+personPassword)
	if err := command(ctx, "", env, p.site, "createsuperuser", "--username", personName); err != nil {
		return nil, err
	}
	_, err = b.connect(ctx, p.database, personSQL, people.Rows)
	return p, err
}

func (p *peopleBench) newDatabase() (string, error) {
	url, _, err := testenv.NewDatabase(p.server) // it goes with the server
	return url, err
}

// musette starts the site; more settings are variables of its environment.
func (p *peopleBench) musette(ctx context.Context, env ...string) (*site, error) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	p.onClose(null.Close)
	cmd := exec.CommandContext(ctx, p.site)
	cmd.Stderr = null
	return p.serveWith(cmd, append(append(productionEnv(p.database), "LOG_LEVEL=info"), env...)...)
}

// hand starts the site by hand.
func (p *peopleBench) hand(ctx context.Context) (*site, error) {
	program, err := p.build(ctx, "", "github.com/musette-go/musette/bench/cmd/peoplehand")
	if err != nil {
		return nil, err
	}
	return p.serveLogged(ctx, program, p.database)
}

// django makes the tables of the site in Django, in a database of its own, and starts it. Where Django or gunicorn is not
// installed the error wraps errSkip.
func (p *peopleBench) django(ctx context.Context) (s *site, database string, err error) {
	python, err := djangoPython(ctx)
	if err != nil {
		return nil, "", err
	}
	if database, err = p.newDatabase(); err != nil {
		return nil, "", err
	}
	cmd, err := djangoCommand(ctx, database, python, "people.py", personName, personPassword)
	if err != nil {
		return nil, "", err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("people.py: %w\n%s", err, out)
	}
	if _, err := p.connect(ctx, database, personSQL, people.Rows); err != nil {
		return nil, "", err
	}
	s, err = p.serveDjango(ctx, database, "people", "/plain")
	return s, database, err
}

// djangoPython is a Python that has Django, in PATH or the system's. The error wraps errSkip.
func djangoPython(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("gunicorn"); err != nil {
		return "", errors.Join(errSkip, err)
	}
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(ctx, name, "-c", "import django.apps, psycopg2").Run() == nil {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: found no Python that has Django (Debian: apt-get install python3-django python3-psycopg2)", errSkip)
}
