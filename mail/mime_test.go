package mail_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/mail/mailtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenMessages are the shapes that a mail can have.
func goldenMessages() map[string]*mail.Message {
	text := func() *mail.Message {
		return &mail.Message{To: []string{"Ada <ada@example.com>"}, Subject: "Your order", Text: "It is on its way – 20 €.\n"}
	}
	html := text()
	html.HTML = "<p>It is on its <b>way</b> – 20 €.</p>\n"
	onlyHTML := text()
	onlyHTML.Text, onlyHTML.HTML = "", `<h1>Your order</h1><p>It is <a href="https://shop.example/17">on its way</a>.</p>`
	attached := text()
	attached.Attachments = []mail.Attachment{{Name: "a.txt", ContentType: "text/plain; charset=utf-8", Content: []byte("a\n")}}
	inline := text()
	inline.HTML = `<p><img src="cid:logo" alt="the shop"></p>`
	inline.Attachments = []mail.Attachment{{Name: "logo.png", ContentType: "image/png", Content: []byte("\x89PNG"), ContentID: "logo"}}
	return map[string]*mail.Message{"text": text(), "html": html, "only-html": onlyHTML, "attachment": attached, "inline": inline, "everything": mailtest.Message()}
}

var boundary = regexp.MustCompile(`boundary=([0-9a-f]+)`)

// settled gives the random boundaries of a mail names that stay.
func settled(data string) string {
	for i, m := range boundary.FindAllStringSubmatch(data, -1) {
		data = strings.ReplaceAll(data, m[1], fmt.Sprintf("BOUNDARY-%d", i+1))
	}
	return data
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, m := range goldenMessages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m.ID = name + "@example.com"
			got := settled(string(encoded(t, m, mail.Options{From: "Die Büchershop <shop@example.com>", Now: noon}).Data))
			path := filepath.Join("testdata", "mime", name, "mail.eml")
			got = strings.ReplaceAll(got, "\r\n", "\n")
			if *update {
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if w := strings.ReplaceAll(string(want), "\r\n", "\n"); got != w {
				t.Errorf("the mail is\n%s\nwant\n%s", got, w)
			}
		})
	}
}

// opened is a mail as a client sees it.
type opened struct {
	Subject    string
	Text, HTML string
	Files      []openedFile
}

type openedFile struct{ Name, Type, ID, Content string }

// TestClients opens the same mails with three parsers: Go's, Python's and Perl's MIME-tools (MAIL-01).
func TestClients(t *testing.T) {
	t.Parallel()
	clients := map[string]func(t *testing.T, data []byte) opened{
		"go": openGo,
		"python": func(t *testing.T, data []byte) opened {
			return openBy(t, data, testenv.PythonMail(t), filepath.Join("testdata", "client.py"))
		},
		"perl": func(t *testing.T, data []byte) opened {
			return openBy(t, data, testenv.PerlMIME(t), filepath.Join("testdata", "client.pl"))
		},
	}
	for client, open := range clients {
		for name, m := range goldenMessages() {
			t.Run(client+"/"+name, func(t *testing.T) {
				t.Parallel()
				want := opened{Subject: m.Subject, Text: m.Text, HTML: m.HTML}
				if name == "only-html" {
					want.Text = "Your order\n==========\n\nIt is on its way (https://shop.example/17).\n"
				}
				for _, a := range m.Attachments {
					typ, _, _ := strings.Cut(a.ContentType, ";")
					want.Files = append(want.Files, openedFile{Name: a.Name, Type: typ, ID: a.ContentID, Content: base64.StdEncoding.EncodeToString(a.Content)})
				}
				got := open(t, encoded(t, m, mail.Options{}).Data)
				got.Text, got.HTML = strings.ReplaceAll(got.Text, "\r\n", "\n"), strings.ReplaceAll(got.HTML, "\r\n", "\n")
				byName := func(a, b openedFile) int { return strings.Compare(a.Name, b.Name) }
				slices.SortFunc(want.Files, byName)
				slices.SortFunc(got.Files, byName)
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s sees\n%q\nwant\n%q", client, got, want)
				}
			})
		}
	}
}

// openBy lets a script open a mail; it writes what it sees as JSON.
func openBy(t *testing.T, data []byte, program, script string) opened {
	t.Helper()
	cmd := exec.Command(program, script)
	cmd.Stdin = bytes.NewReader(data)
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, log.String())
	}
	var o opened
	if err := json.Unmarshal(out, &o); err != nil {
		t.Fatalf("%s wrote %q: %v", script, out, err)
	}
	return o
}

func decodeHeader(t *testing.T, s string) string {
	t.Helper()
	got, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		t.Errorf("the header %q cannot be decoded: %v", s, err)
	}
	return got
}

func openGo(t *testing.T, data []byte) opened {
	m, err := netmail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	o := opened{Subject: decodeHeader(t, m.Header.Get("Subject"))}
	o.part(t, m.Header.Get, m.Body)
	return o
}

// part reads one part and those within it.
func (o *opened) part(t *testing.T, header func(string) string, body io.Reader) {
	typ, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(typ, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			o.part(t, p.Header.Get, p)
		}
	}
	switch header("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	disposition, names, err := mime.ParseMediaType(header("Content-Disposition"))
	switch {
	case err == nil && disposition != "":
		o.Files = append(o.Files, openedFile{
			Name: names["filename"], Type: typ, ID: strings.Trim(header("Content-ID"), "<>"), Content: base64.StdEncoding.EncodeToString(content),
		})
	case typ == "text/plain":
		o.Text = string(content)
	case typ == "text/html":
		o.HTML = string(content)
	}
}
