package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// ServerOptions configure a [Server]. Only Handler is required.
type ServerOptions struct {
	Handler http.Handler
	// Logger gets what http.Server has to say. Defaults to slog.Default().
	Logger *slog.Logger
	// Health learns that the server is about to stop. Defaults to none.
	Health *Health
	// ReadHeaderTimeout is how long the headers of a request may take. Defaults to 10 s.
	ReadHeaderTimeout time.Duration
	// BodyTimeout is how long a body may bring nothing while it is read; a request whose body nobody reads is given up after it
	// as well. There is no limit to the whole, so that slow networks can send large files. Negative means none. Defaults to 20 s.
	BodyTimeout time.Duration
	// BodyRate is how many bytes a second a body must bring while it is read, over every 10 s: 408. Negative means any. Defaults
	// to 1 KiB.
	BodyRate int64
	// WriteTimeout is how long a client may take for 32 KiB of an answer; long answers live as long as they are taken. A handler
	// can set an earlier end by http.ResponseController. Negative means none. Defaults to 30 s.
	WriteTimeout time.Duration
	// IdleTimeout is how long a connection is kept open between requests. Defaults to 120 s.
	IdleTimeout time.Duration
	// MaxHeaderBytes bounds the headers of a request. Defaults to 64 KiB.
	MaxHeaderBytes int
	// DrainDelay is how long requests are still taken after readiness turned false, so that a load balancer can notice.
	// Defaults to 0.
	DrainDelay time.Duration
	// DrainLimit is how long running requests may take to finish before they are cut off. Defaults to 25 s.
	DrainLimit time.Duration
	// IdleGrace is how long no connection must have had a request, once the listener has closed, before those that are open
	// are closed too: a request that is on its way there is answered, and its client told not to send another. It counts
	// towards DrainLimit. Defaults to 500 ms.
	IdleGrace time.Duration
}

func (o ServerOptions) withDefaults() ServerOptions {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&o.ReadHeaderTimeout, 10 * time.Second},
		{&o.BodyTimeout, 20 * time.Second},
		{&o.WriteTimeout, 30 * time.Second},
		{&o.IdleTimeout, 120 * time.Second},
		{&o.DrainLimit, 25 * time.Second},
		{&o.IdleGrace, 500 * time.Millisecond},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	if o.BodyRate == 0 {
		o.BodyRate = 1 << 10
	}
	if o.MaxHeaderBytes == 0 {
		o.MaxHeaderBytes = 64 << 10
	}
	return o
}

// Server is an http.Server with time-outs and limits that are set, and an orderly end.
type Server struct {
	opt      ServerOptions
	draining atomic.Bool
	open     openConns
}

// NewServer returns a server for opt.Handler.
func NewServer(opt ServerOptions) *Server {
	return &Server{opt: opt.withDefaults(), open: openConns{changed: make(chan struct{}, 1)}}
}

// ListenAndServe listens on addr as [Listen] does and serves until ctx ends.
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	ln, err := Listen(addr)
	if err != nil {
		return err
	}
	return s.Serve(ctx, ln)
}

// Serve serves on ln until ctx ends, then drains: readiness turns false, requests are taken for DrainDelay more, the
// listener closes, running requests get DrainLimit to finish, and connections that are open get IdleGrace for requests on their
// way. It returns nil after an orderly end, and an error when requests had to be cut off or the listener failed. The requests' contexts carry the values of ctx but not its end.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	base, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	srv := &http.Server{
		Handler:           s.leaving(s.opt.Handler),
		ReadHeaderTimeout: s.opt.ReadHeaderTimeout,
		IdleTimeout:       s.opt.IdleTimeout,
		MaxHeaderBytes:    s.opt.MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.opt.Logger.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnState:         s.open.note,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(pacedListener{ln, s.opt.WriteTimeout}) }()
	select {
	case err := <-failed:
		return fmt.Errorf("web: the server on %s failed: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	if s.opt.Health != nil {
		s.opt.Health.Drain()
	}
	if err := s.delay(failed); err != nil {
		return err
	}
	return s.drain(srv, ln, failed, cut)
}

// delay takes requests for DrainDelay more, and lets their clients come back on a new connection.
func (s *Server) delay(failed <-chan error) error {
	if s.opt.DrainDelay <= 0 {
		return nil
	}
	s.draining.Store(true)
	timer := time.NewTimer(s.opt.DrainDelay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case err := <-failed:
		return fmt.Errorf("web: the server failed while draining: %w", err)
	}
}

// drain closes the listener and ends the connections that are open. http.Server.Shutdown drops what it reads after it has
// begun, so it begins when the connections that are left have been quiet: a client that gets the last answer from before the
// drain may have sent the next request already. The listener goes first: a client that is told so earlier would
// come back and be reset.
func (s *Server) drain(srv *http.Server, ln net.Listener, failed <-chan error, cut context.CancelFunc) error {
	_ = ln.Close() // what it says has no consequence: nothing more is accepted
	s.draining.Store(true)
	<-failed //nolint:errcheck // Serve has taken note: its listener is closed
	limit, cancel := context.WithTimeout(context.Background(), s.opt.DrainLimit)
	defer cancel()
	s.open.waitUntilQuiet(limit, s.opt.IdleGrace)
	err := srv.Shutdown(limit)
	if err == nil {
		return nil
	}
	cut()
	closeErr := srv.Close()
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("requests were still running after the drain limit of %s and were cut off", s.opt.DrainLimit)
	}
	return errors.Join(fmt.Errorf("web: %w", err), closeErr)
}

// leaving tells clients, once the server drains, not to send another request on their connection, and gives bodies their time.
func (s *Server) leaving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, paced(w, r, s.opt.BodyTimeout, s.opt.BodyRate))
	})
}
