package torture

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/internal/testenv"
)

// nginx is the proxy with the shipped configuration.
type nginx struct {
	*process
	https, http string // its addresses
	dir         string
	roots       *x509.CertPool
}

// around is what Debian's nginx.conf has around conf.d, with everything in a folder of the test and a log that programs read.
const around = `daemon off;
worker_processes 2;
%[2]s
pid %[1]s/pid;
error_log %[1]s/error.log warn;
events { worker_connections 4096; }
http {
    client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
    log_format torture escape=json '{"id":"$request_id","status":"$status","upstream":"$upstream_status","method":"$request_method",'
        '"uri":"$uri","line":"$request","path":"$upstream_http_x_probe_path","app_method":"$upstream_http_x_probe_method"}';
    access_log %[1]s/access.log torture;
    include %[1]s/site.conf;
}
`

// startNginx starts nginx with deploy/nginx.conf in front of the sites at the addresses. Names, ports and certificates are
// changed, as whoever deploys it does, and nothing else.
func startNginx(t *testing.T, name string, sites ...string) *nginx {
	t.Helper()
	program := testenv.Nginx(t)
	n := &nginx{https: freeAddr(t, loopback(t)), http: freeAddr(t, loopback(t)), dir: t.TempDir()}
	n.roots = certificate(t, n.dir, name)
	conf, err := os.ReadFile(filepath.Join("..", "..", "deploy", "nginx.conf"))
	must(t, err)
	var servers strings.Builder
	for _, s := range sites {
		fmt.Fprintf(&servers, "server %s max_fails=0;\n", s)
	}
	text := string(conf)
	for _, change := range [][2]string{
		{"    listen [::]:", "    # listen [::]:"},
		{"/etc/letsencrypt/live/site.example/", n.dir + "/"},
		{"server_name site.example;", "server_name " + name + ";"},
		{"    listen 80", "    listen " + n.http},
		{"    listen 443", "    listen " + n.https},
		{"server 127.0.0.1:8000 max_fails=0;", servers.String()},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("deploy/nginx.conf has no %q any more", change[0])
		}
		text = strings.ReplaceAll(text, change[0], change[1])
	}
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the test's folder is closed to others
	}
	must(t, os.WriteFile(filepath.Join(n.dir, "site.conf"), []byte(text), 0o600))
	main := filepath.Join(n.dir, "nginx.conf")
	must(t, os.WriteFile(main, fmt.Appendf(nil, around, n.dir, user), 0o600))
	n.process = launch(t, exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", n.dir, "-e", filepath.Join(n.dir, "error.log"), "-c", main))
	t.Cleanup(n.quit)
	eventually(t, "nginx listens", func() bool {
		select {
		case <-n.ended:
			b, _ := os.ReadFile(filepath.Join(n.dir, "error.log"))
			t.Fatalf("nginx does not start: %s%s", n.log.String(), b)
		default:
		}
		c, err := net.Dial("tcp", n.https)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return n
}

// quit ends nginx with its workers.
func (n *nginx) quit() {
	_ = n.cmd.Process.Signal(os.Interrupt)
	select {
	case <-n.ended:
	case <-time.After(20 * time.Second):
	}
}

// certificate makes a key and a certificate for the name, signed by itself.
func certificate(t *testing.T, dir, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, "fullchain.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "privkey.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	c, err = x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return pool
}

// dial opens a TLS connection for the name, from a source address of its own that nginx will report.
func (n *nginx) dial(name string) (net.Conn, error) {
	d := tls.Dialer{NetDialer: &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(visitor)}, Timeout: 20 * time.Second}, Config: &tls.Config{RootCAs: n.roots, ServerName: name}}
	return d.Dial("tcp", n.https)
}

// visitor is where the clients of nginx come from: an address that is no trusted proxy.
const visitor = "127.0.0.7"

// client is an http.Client that finds the name at nginx.
func (n *nginx) client(http2 bool) *http.Client {
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: n.roots}, ForceAttemptHTTP2: http2, MaxIdleConnsPerHost: 64, DisableCompression: true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			to := n.https
			if strings.HasSuffix(addr, ":80") {
				to = n.http
			}
			return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(visitor)}}).DialContext(ctx, network, to)
		}}
	return &http.Client{Transport: tr, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// proxied is a line of nginx's log.
type proxied struct {
	ID, Status, Upstream, Method, URI, Line, Path string
	AppMethod                                     string `json:"app_method"`
}

// requests are the requests that nginx has logged so far.
func (n *nginx) requests(t *testing.T) (list []proxied) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(n.dir, "access.log"))
	must(t, err)
	for line := range bytes.Lines(b) {
		var p proxied
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // the rest is on its way
		}
		if err := json.Unmarshal(bytes.ToValidUTF8(line, []byte("?")), &p); err != nil {
			t.Errorf("a line of nginx's log is no JSON: %.300q: %v", line, err)
		}
		list = append(list, p)
	}
	return list
}
