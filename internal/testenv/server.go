package testenv

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// startLimit is how long a server may take to start or to stop.
const startLimit = 60 * time.Second

// A StopMode says how PostgreSQL stops, as in pg_ctl stop -m.
type StopMode string

// The modes of [Server.Stop].
const (
	Smart     StopMode = "smart"     // waits until every client has gone
	Fast      StopMode = "fast"      // rolls back and disconnects every client
	Immediate StopMode = "immediate" // like a crash: the next start recovers
)

// A Server is a private PostgreSQL server in a temporary folder, reached by a
// Unix socket that only the user of the tests can open (on Windows by a free
// TCP port on loopback). Its methods may be called from several goroutines.
type Server struct {
	bin      string
	acct     account
	work     *workDir
	data     string
	host     string // the socket's folder, or 127.0.0.1
	port     int
	settings []string

	mu   sync.Mutex
	proc *process // nil when stopped
}

// StartPostgres starts a private server for a program that is not a test, such
// as a benchmark; a test calls [Postgres] or [PostgresServer]. The settings
// ("work_mem=8MB") come after the ones that make tests fast. Close stops it.
func StartPostgres(settings ...string) (*Server, error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, fmt.Errorf("testenv: no postgres: %w", err)
	}
	acct, err := serverAccount()
	if err != nil {
		return nil, err
	}
	work, err := newWorkDir(acct)
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, acct: acct, work: work, data: filepath.Join(work.path, "data"), settings: settings}
	if err := s.prepare(); err != nil {
		work.remove()
		return nil, err
	}
	if err := s.Start(); err != nil {
		work.remove()
		return nil, err
	}
	return s, nil
}

// prepare makes the cluster and decides the address.
func (s *Server) prepare() error {
	if err := newCluster(s.bin, s.data, s.acct); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		s.host = "127.0.0.1"
		var err error
		s.port, err = freePort()
		return err
	}
	var err error
	s.host, err = s.work.mkdir("run", s.acct)
	s.port = 5432 // names the socket; nothing listens on TCP
	return err
}

// freePort returns a TCP port that was free a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("testenv: no free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Start starts a stopped server and returns when it accepts connections. It
// does nothing when the server runs.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc != nil && !s.proc.ended() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	for {
		err := s.launch(ctx)
		if err == nil {
			return nil
		}
		// After a kill, the children of the old server need a moment to notice.
		if !strings.Contains(s.Log(), "shared memory block") || pause(ctx) != nil {
			return err
		}
	}
}

// launch starts the server's process once and waits until it answers.
func (s *Server) launch(ctx context.Context) error {
	log, err := os.OpenFile(s.logPath(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("testenv: server log: %w", err)
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), s.args()...)
	cmd.Dir = s.work.path
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
	cmd.Stdout, cmd.Stderr = log, log
	s.acct.applyTo(cmd)
	proc, err := startProcess(cmd)
	if err != nil {
		return fmt.Errorf("testenv: start postgres: %w", err)
	}
	for {
		err := s.ping(ctx)
		if err == nil {
			s.proc = proc
			return nil
		}
		if proc.ended() {
			return fmt.Errorf("testenv: postgres ended while starting: %w\n%s", proc.err, s.Log())
		}
		if pause(ctx) != nil {
			proc.kill()
			return fmt.Errorf("testenv: postgres did not answer within %s: %w\n%s", startLimit, err, s.Log())
		}
	}
}

// pause waits a moment between two looks at a starting server.
func pause(ctx context.Context) error {
	timer := time.NewTimer(5 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// args are the server's arguments: nothing survives a power cut, and nothing
// waits for a disk.
func (s *Server) args() []string {
	args := []string{"-D", s.data, "-p", strconv.Itoa(s.port)}
	settings := []string{
		"fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB",
		"max_wal_size=512MB", "autovacuum_naptime=1h", "timezone=UTC", "log_min_messages=warning",
		"unix_socket_permissions=0700",
	}
	if runtime.GOOS == "windows" {
		settings = append(settings, "listen_addresses=127.0.0.1")
	} else {
		settings = append(settings, "listen_addresses=", "unix_socket_directories="+s.host)
	}
	for _, v := range append(settings, s.settings...) {
		args = append(args, "-c", v)
	}
	return args
}

// ping connects once.
func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// Stop stops the server in the given mode and returns when its process has
// ended. It does nothing when the server is stopped.
func (s *Server) Stop(mode StopMode) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc == nil {
		return nil
	}
	cmd := exec.Command(filepath.Join(s.bin, "pg_ctl"), "stop", "-W", "-m", string(mode), "-D", s.data)
	cmd.Dir = s.work.path
	s.acct.applyTo(cmd)
	if out, err := cmd.CombinedOutput(); err != nil && !s.proc.ended() {
		return fmt.Errorf("testenv: pg_ctl stop -m %s: %w\n%s", mode, err, out)
	}
	if !s.proc.wait(startLimit) {
		return fmt.Errorf("testenv: postgres has not stopped (%s) within %s", mode, startLimit)
	}
	s.proc = nil
	return nil
}

// Kill ends the server's main process as kill -9 does; the processes that serve
// its clients end when they notice.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.proc != nil {
		s.proc.kill()
		s.proc = nil
	}
}

// Restart stops the server in the given mode and starts it again.
func (s *Server) Restart(mode StopMode) error {
	if err := s.Stop(mode); err != nil {
		return err
	}
	return s.Start()
}

// Close stops the server at once and removes its folder.
func (s *Server) Close() error {
	err := s.Stop(Immediate)
	if err != nil {
		s.Kill()
	}
	s.work.remove()
	return err
}

// URL returns the postgres:// URL of the server's first database, in which
// tests may do as they like. It stays the same over restarts.
func (s *Server) URL() string { return s.DatabaseURL("postgres") }

// DatabaseURL returns the URL of the named database, whether or not it exists.
func (s *Server) DatabaseURL(name string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + name}
	if s.host == "127.0.0.1" {
		u.Host = net.JoinHostPort(s.host, strconv.Itoa(s.port))
		u.RawQuery = "sslmode=disable"
	} else {
		u.RawQuery = url.Values{"host": {s.host}, "port": {strconv.Itoa(s.port)}, "sslmode": {"disable"}}.Encode()
	}
	return u.String()
}

// Log returns what the server has logged since its last start, for the message
// of a failed test.
func (s *Server) Log() string {
	b, err := os.ReadFile(s.logPath())
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func (s *Server) logPath() string { return filepath.Join(s.work.path, "log") }
