package devloop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Config says what to serve.
type Config struct {
	// Dir is where the site runs. Defaults to the working directory.
	Dir string
	// Package is the site's main package, as go build takes it. Defaults to ".".
	Package string
	// Args are the arguments of the site. Defaults to none, with which it serves.
	Args []string
	// Addr is where to listen. Defaults to ADDR of the environment, else of the file .env, else 127.0.0.1:8000.
	Addr string
	// Environ is the environment, as os.Environ gives it.
	Environ []string
	// Out and Err get what the site prints; Err gets the messages of the loop too.
	Out, Err io.Writer

	// retry is how long after its end a site is started again for a request: what was missing may be there now.
	retry time.Duration
}

// retryAfter is how long that is when nobody says otherwise.
const retryAfter = 2 * time.Second

// defaultAddr is where a site listens when nobody says otherwise.
const defaultAddr = "127.0.0.1:8000"

// Run serves the site until ctx ends, and ends everything that it started. Its error is one of the set-up: mistakes in the
// site are shown and do not end it.
func Run(ctx context.Context, conf Config) (err error) {
	if conf.Dir, err = filepath.Abs(conf.Dir); err != nil {
		return fmt.Errorf("devloop: %w", err)
	}
	if conf.Package == "" {
		conf.Package = "."
	}
	if conf.retry == 0 {
		conf.retry = retryAfter
	}
	conf.Out, conf.Err = locked(conf.Out, conf.Err)
	root, err := moduleRoot(ctx, conf.Dir)
	if err != nil {
		return err
	}
	set := newSettings(conf)
	ln, err := set.listen(conf.Addr)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "musette-dev-*")
	if err != nil {
		return errors.Join(fmt.Errorf("devloop: %w", err), ln.Close())
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	h := newHub(strconv.FormatInt(time.Now().UnixNano(), 36))
	l := &loop{conf: conf, generated: tree{}, root: root, temp: temp, public: "http://" + ln.Addr().String() + "/", hub: h,
		scanner: newScanner(root, conf.Dir, set.get("MUSETTE_ENV_FILE")), asks: make(chan ask), results: make(chan result)}
	l.say("building; the site will be at %s", l.public)
	return serve(ctx, ln, newProxy(l, h, set.anywhere()), l)
}

// serve runs the proxy and the loop until ctx ends.
func serve(ctx context.Context, ln net.Listener, h http.Handler, l *loop) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{Handler: h, ReadHeaderTimeout: 30 * time.Second, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return ctx }} // events and waiting requests end with ctx
	failed := make(chan error, 1)
	go func() {
		failed <- server.Serve(ln)
		cancel()
	}()
	l.run(ctx)
	if err := server.Close(); err != nil {
		return fmt.Errorf("devloop: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("devloop: %w", err)
	}
	return nil
}

// settings are the few that the proxy has to know: of the environment, else of the file .env.
type settings struct{ environ, file map[string]string }

func newSettings(conf Config) settings {
	s := settings{map[string]string{}, map[string]string{}}
	for _, kv := range conf.Environ {
		name, value, _ := strings.Cut(kv, "=")
		s.environ[name] = value
	}
	b, err := os.ReadFile(filepath.Join(conf.Dir, ".env"))
	if err != nil {
		return s
	}
	for line := range strings.Lines(string(b)) { // the site itself tells what is wrong in it
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if ok {
			value, _, _ = strings.Cut(value, " #")
			s.file[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return s
}

func (s settings) get(name string) string {
	if v := s.environ[name]; v != "" {
		return v
	}
	return s.file[name]
}

// anywhere reports whether other machines may ask a site in development.
func (s settings) anywhere() bool {
	switch strings.ToLower(s.get("MUSETTE_LISTEN_ANYWHERE")) {
	case "1", "true", "yes", "on":
		return true
	}
	return false
}

// listen opens the address that people use.
func (s settings) listen(addr string) (net.Listener, error) {
	if addr == "" {
		addr = s.get("ADDR")
	}
	if addr == "" {
		addr = defaultAddr
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil || strings.HasPrefix(addr, "unix:") {
		return nil, fmt.Errorf("devloop: %q is no address for musette dev: expected host:port, such as %s", addr, defaultAddr)
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) && !s.anywhere() {
		return nil, fmt.Errorf("devloop: %q is reachable from other machines, and musette dev shows source code: use %s, or set MUSETTE_LISTEN_ANYWHERE=true as well", addr, defaultAddr)
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("devloop: cannot listen on %s: %w; another process may be using it: choose another address with --addr", addr, err)
	}
	return ln, nil
}

// locked makes two writers that several goroutines may use, and nil writers silent.
func locked(out, errs io.Writer) (io.Writer, io.Writer) {
	mu := new(sync.Mutex)
	wrap := func(w io.Writer) io.Writer {
		if w == nil {
			return io.Discard
		}
		return &lockedWriter{mu, w}
	}
	return wrap(out), wrap(errs)
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
