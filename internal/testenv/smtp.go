package testenv

import (
	"bufio"
	"crypto/rand"
	"crypto/x509"
	_ "embed"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

//go:embed smtp.py
var smtpScript string

// An SMTPServer is a mail server (aiosmtpd) on loopback that takes mail from whoever logs in over TLS.
type SMTPServer struct {
	Host           string // 127.0.0.1, for which the certificate is
	Port           int
	User, Password string
	Roots          *x509.CertPool // trust the certificate

	folder string
}

// An SMTPMail is a mail that an [SMTPServer] took.
type SMTPMail struct {
	From string   // of the envelope
	To   []string // of the envelope
	Data string   // the mail itself
	TLS  bool
}

// SMTP starts a mail server that offers STARTTLS and takes mail only over TLS; with implicit it speaks TLS from the first byte. It
// stops with the test.
func SMTP(tb testing.TB, implicit bool) *SMTPServer {
	tb.Helper()
	python, err := smtpPython()
	if err != nil {
		missing(tb, smtpService, err)
	}
	s := &SMTPServer{Host: "127.0.0.1", User: "shop", Password: "p@ss/" + rand.Text(), Roots: x509.NewCertPool(), folder: tb.TempDir()}
	if err := s.certificate(); err != nil {
		tb.Fatal(err)
	}
	mode := "starttls"
	if implicit {
		mode = "implicit"
	}
	cmd := exec.Command(python, "-c", smtpScript, s.folder, s.User, s.Password, mode)
	var log strings.Builder
	cmd.Stderr = &log
	out, in, err := os.Pipe()
	if err != nil {
		tb.Fatal(err)
	}
	cmd.Stdout = in
	proc, err := startProcess(cmd)
	_ = in.Close()
	if err != nil {
		tb.Fatalf("testenv: start the mail server: %v", err)
	}
	tb.Cleanup(func() { proc.kill(); _ = out.Close() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		s.Port, err = strconv.Atoi(strings.TrimSpace(line))
	}
	if err != nil {
		proc.kill()
		tb.Fatalf("testenv: the mail server did not say its port: %v\n%s", err, log.String())
	}
	return s
}

var smtpPython = sync.OnceValues(func() (string, error) { return pythonWith("aiosmtpd") })

// pythonWith returns a Python 3 that can import the module.
func pythonWith(module string) (string, error) {
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "-c", "import "+module).Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("found no python3 that can import " + module)
}

// certificate writes a certificate for the server into its folder: that of httptest, for 127.0.0.1.
func (s *SMTPServer) certificate() error {
	https := httptest.NewTLSServer(nil)
	defer https.Close()
	s.Roots.AddCert(https.Certificate())
	pair := https.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		return fmt.Errorf("testenv: the mail server's key: %w", err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, "key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(s.folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			return fmt.Errorf("testenv: the mail server's certificate: %w", err)
		}
	}
	return nil
}

// Mails returns what the server has taken so far, oldest first.
func (s *SMTPServer) Mails(tb testing.TB) []SMTPMail {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join(s.folder, "*.json"))
	if err != nil {
		tb.Fatal(err)
	}
	var mails []SMTPMail
	for _, name := range names { // sorted
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		var m SMTPMail
		if err := json.Unmarshal(text, &m); err != nil {
			tb.Fatalf("testenv: %s: %v", filepath.Base(name), err)
		}
		mails = append(mails, m)
	}
	return mails
}

// PythonMail returns a Python 3, whose standard library parses mails.
func PythonMail(tb testing.TB) (python string) {
	tb.Helper()
	python, err := smtpPython()
	if err != nil {
		missing(tb, smtpService, err)
	}
	return python
}

// PerlMIME returns a Perl with MIME-tools, another parser of mails.
func PerlMIME(tb testing.TB) (perl string) {
	tb.Helper()
	perl, err := perlMIME()
	if err != nil {
		missing(tb, mimeService, err)
	}
	return perl
}

var perlMIME = sync.OnceValues(func() (string, error) {
	path, err := exec.LookPath("perl")
	if err == nil {
		err = exec.Command(path, "-MMIME::Parser", "-e", "1").Run()
	}
	if err != nil {
		return "", errors.New("found no perl with MIME::Parser")
	}
	return path, nil
})
