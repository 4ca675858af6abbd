package django_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/examples/docs/moved/shop"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/testkit"
)

// nginxConf is what Debian's nginx.conf has around conf.d.
const nginxConf = `daemon off;
worker_processes 1;
%[2]s
pid %[1]s/pid;
error_log %[1]s/error.log warn;
events { worker_connections 256; }
http {
    client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
    access_log off;
    include %[1]s/django.conf;
    include %[1]s/site.conf;
}
`

// startNginx starts nginx with the shipped configuration and the recipe. Addresses and certificates are changed, as whoever deploys them
// does, and what the recipe says. It returns the address of its HTTPS.
func startNginx(t *testing.T, site, old string) string {
	t.Helper()
	program, dir := testenv.Nginx(t), t.TempDir()
	plain, secure := freeAddress(t), freeAddress(t)
	certificate(t, dir)
	change := func(from, to string, pairs ...string) {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(from)))
		if err != nil {
			t.Fatal(err)
		}
		out := string(text)
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(out, pairs[i]) {
				t.Fatalf("%s has no %q any more", from, pairs[i])
			}
			out = strings.ReplaceAll(out, pairs[i], pairs[i+1])
		}
		if err := os.WriteFile(filepath.Join(dir, to), []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change("deploy/nginx.conf", "site.conf", "proxy_pass         http://site;", "proxy_pass http://$behind;", "    listen [::]:", "    # listen [::]:",
		"/etc/letsencrypt/live/site.example/", dir+"/", "    listen 80", "    listen "+plain, "    listen 443", "    listen "+secure, "server 127.0.0.1:8000", "server "+site)
	change("examples/docs/moved/deploy/django.conf", "django.conf", "server 127.0.0.1:9000", "server "+old)
	user := ""
	if os.Geteuid() == 0 {
		user = "user root;" // the test's folder is closed to others
	}
	conf := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, dir, user), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", conf)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _, _ = cmd.Process.Signal(os.Interrupt), <-ended })
	for tries := 0; ; tries++ {
		c, err := net.DialTimeout("tcp", secure, time.Second)
		if err == nil {
			_ = c.Close()
			return secure
		}
		select {
		case err := <-ended:
			ended <- err
			log, _ := os.ReadFile(filepath.Join(dir, "error.log"))
			t.Fatalf("nginx does not start: %v\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
		if tries > 1000 {
			t.Fatal("nginx does not listen")
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func certificate(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"site.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"fullchain.pem": {Type: "CERTIFICATE", Bytes: der}, "privkey.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// movedSite is the site of the page "Moving a Django site over".
func movedSite() app.Site {
	return django.Shared(app.Site{Name: "moved", Apps: []app.App{shop.App()}}, options())
}

var tokenField = regexp.MustCompile(`name="csrfmiddlewaretoken" value="([^"]+)"`)

// token is that of the first form of a page.
func token(t *testing.T, page string) string {
	t.Helper()
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("there is no form in\n%s", page)
	}
	return m[1]
}

const someProducts = `
from django.contrib.auth.models import User
from shop.models import Category, Product
User.objects.create_user('alice', 'alice@example.org', 'long one')
tools = Category.objects.create(name='Tools')
Product.objects.create(name='Hammer', price='19.90', category=tools)
Product.objects.create(name='Anvil', price='250.00', category=tools, in_stock=False)`

// nginx sends the paths that have moved to Musette and the rest to Django. One browser logs in on Django's page, sees and uses the page that
// has moved, is shown its message by Django, logs out there, and is out on both.
func TestMovedPage(t *testing.T) {
	t.Parallel()
	dbURL := testenv.Postgres(t)
	djangoTables(t, dbURL)
	shell(t, dbURL, someProducts)
	kit := testkit.New(t, movedSite(), testkit.Options{DatabaseURL: dbURL, Settings: map[string]string{"MUSETTE_ENV": "production", "SECRET_KEY": secret,
		"ALLOWED_HOSTS": "site.example", "TRUSTED_PROXIES": "127.0.0.1/32"}})
	old := serveOld(t, dbURL, "DJANGO_SETTINGS_MODULE=oldsite.settings")
	at := startNginx(t, strings.TrimPrefix(kit.LiveServer(), "http://"), strings.TrimPrefix(old, "http://"))
	b := newBrowser(t)
	b.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // its certificate is of this test
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, at)
		}}
	const site = "https://site.example"
	has := func(page string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Fatalf("there is no %q in\n%s", w, page)
			}
		}
	}
	has(b.get(site+"/products/"), "By Musette<", "Anvil, Tools: 250.00", "Hammer, Tools: 19.90")
	has(b.get(site+"/"), "Log in")
	form := fields(token(t, b.get(site+"/accounts/login/")), "username", "alice", "password", "long one", "next", "/products/")
	if status, _ := b.send(http.MethodPost, site+"/accounts/login/", form); status != http.StatusFound {
		t.Fatalf("Django's login answers %d", status)
	}
	page := b.get(site + "/products/")
	has(page, "By Musette, for alice")
	buy := regexp.MustCompile(`/products/\d+/buy/`).FindString(page)
	if status, body := b.send(http.MethodPost, site+buy, fields(token(t, page))); status != http.StatusSeeOther {
		t.Fatalf("buying answers %d %s", status, body)
	}
	front := b.get(site + "/")
	has(front, "Hello alice.", `<p class="success">You bought Anvil.</p>`)
	if bought := shell(t, dbURL, "from shop.models import OrderItem; print([(i.product.name, i.buyer.username, i.count) for i in OrderItem.objects.all()])"); bought != "[('Anvil', 'alice', 1)]" {
		t.Errorf("Django sees %s", bought)
	}
	// A form of Django's page goes to the page that has moved, too.
	if status, _ := b.send(http.MethodPost, site+buy, fields(token(t, front))); status != http.StatusSeeOther {
		t.Errorf("buying with Django's token answers %d", status)
	}
	if status, body := b.send(http.MethodPost, site+"/accounts/logout/", fields(token(t, page))); status != http.StatusFound {
		t.Fatalf("Django's logout answers %d %s", status, body)
	}
	has(b.get(site+"/products/"), "By Musette<")
	has(b.get(site+"/"), "Log in")
	if status, _ := b.send(http.MethodPost, site+buy, url.Values{}); status != http.StatusForbidden {
		t.Errorf("buying without a token answers %d", status)
	}
}
