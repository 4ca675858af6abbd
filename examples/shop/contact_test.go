package main

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/musette-go/musette/examples/shop/catalog"
	"github.com/musette-go/musette/examples/shop/contact"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/testkit"
)

func letter() url.Values {
	return values("name", "Ada", "email", "ada@example.com", "topic", "order", "text", "Where is my kettle?\nIt has a whistle.", "website", "")
}

// picture is a small PNG.
func picture(kit *testkit.Kit) []byte {
	var b bytes.Buffer
	kit.Must(png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))))
	return b.Bytes()
}

func attachment(name string, content []byte) testkit.File {
	return testkit.File{Field: "attachment", Name: name, Content: content}
}

// letters are the messages that were stored, the newest first.
func letters(kit *testkit.Kit) []*contact.Message {
	rows, err := contact.Messages.Unrestricted().All(kit.Context())
	kit.Must(err)
	return rows
}

// kept are the names of the files in the site's bucket.
func kept(kit *testkit.Kit) (names []string) {
	b, err := storage.From(kit.Context())
	kit.Must(err)
	for info, err := range b.List(kit.Context(), "") {
		kit.Must(err)
		names = append(names, info.Name)
	}
	return names
}

func TestContact(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.Get("/contact/").Status(200).Contains("Write to us", `enctype="multipart/form-data"`, `type="file"`).ValidHTML().NoFormErrors().Queries(whoAsks)
		kit.Get("/contact/messages/").Status(200).Contains("Nobody has written yet.").ValidHTML()
		kit.PostFiles("/contact/", letter(), attachment("My kettle.png", picture(kit))).Status(303).Redirects("/contact/thanks/").Queries(1).
			Follow().Status(200).Contains("Thank you").ValidHTML().Queries(whoAsks)
		kit.Post("/contact/", letter()).Status(303)
		got := letters(kit)
		if len(got) != 2 || got[1].Name != "Ada" || got[1].Topic != contact.Order || got[1].Text != "Where is my kettle?\nIt has a whistle." ||
			got[1].Attachment != "contact/My_kettle.png" || got[0].Attachment != "" {
			t.Fatalf("stored %+v", got)
		}
		kit.Get("/contact/messages/").Status(200).Contains("1–2 of 2", "ada@example.com", "An order", `href="/contact/files/contact/My_kettle.png"`).ValidHTML().Queries(mayThey + 2)
	})
}

// TestAttachmentsAreDownloads gives files to staff only, never shown, and nothing else of the bucket.
func TestAttachmentsAreDownloads(t *testing.T) {
	open(t, func(t *testing.T, kit *testkit.Kit, _ *catalog.Product) {
		kit.PostFiles("/contact/", letter(), attachment("page.png", picture(kit))).Status(303)
		r := kit.Get("/contact/files/contact/page.png").Status(200).HasHeader("Content-Disposition", `attachment; filename="page.png"`).
			HasHeader("Content-Type", "application/octet-stream").HasHeader("X-Content-Type-Options", "nosniff").HasHeader("Cache-Control", "private, no-store")
		if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") {
			t.Errorf("the policy of an attachment is %q", csp)
		}
		b, err := storage.From(kit.Context())
		kit.Must(err)
		_, err = b.Save(kit.Context(), "secret.txt", strings.NewReader("secret"))
		kit.Must(err)
		for _, name := range []string{"secret.txt", "contact/none.png", "contact/../secret.txt", "contact/%2e%2e/secret.txt", "contact%2f..%2fsecret.txt", "contact/", "..%00"} {
			if r := kit.Get("/contact/files/" + name); r.Code < 300 || strings.Contains(r.Body, "secret\n") || r.Body == "secret" {
				t.Errorf("%s answers %d: %.80s", name, r.Code, r.Body)
			}
		}
	})
}

// TestWrongLetters shows each mistake at its field, keeps what was typed, and stores neither row nor file.
func TestWrongLetters(t *testing.T) {
	t.Parallel()
	big := make([]byte, 2<<20+1)
	copy(big, "%PDF-1.7\n")
	for name, c := range map[string]struct {
		field, value, message string
		file                  *testkit.File
	}{
		"no name":       {field: "name", value: " ", message: "This field is required."},
		"long name":     {field: "name", value: strings.Repeat("x", 101), message: "Ensure this value has at most 100 characters (it has 101)."},
		"email":         {field: "email", value: "ada@example", message: "Enter a valid email address."},
		"header":        {field: "email", value: "ada@example.com\r\nBcc: x@example.com", message: "Enter a valid email address."},
		"topic":         {field: "topic", value: "weather", message: "Select a valid choice. That choice is not one of the available choices."},
		"no topic":      {field: "topic", value: "", message: "This field is required."},
		"short text":    {field: "text", value: "Hello", message: "Ensure this value has at least 10 characters (it has 5)."},
		"long text":     {field: "text", value: strings.Repeat("y", 5001), message: "Ensure this value has at most 5000 characters (it has 5001)."},
		"big file":      {field: "attachment", file: &testkit.File{Name: "big.pdf", Content: big}, message: "Ensure this file has at most 2.0 MiB (it has 2.0 MiB)."},
		"empty file":    {field: "attachment", file: &testkit.File{Name: "empty.pdf"}, message: "The submitted file is empty."},
		"wrong type":    {field: "attachment", file: &testkit.File{Name: "run.pdf", Content: []byte("MZ\x90\x00"), Type: "application/pdf"}, message: "Files of the type"},
		"wrong name":    {field: "attachment", file: &testkit.File{Name: "page.html", Content: []byte("%PDF-1.7\n")}, message: "File extension “html” is not allowed."},
		"page in a PNG": {field: "attachment", file: &testkit.File{Name: "a.png", Content: []byte("<html><script>alert(1)</script>")}, message: "Files of the type text/html are not allowed."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, Site(), testkit.Options{})
			v := letter()
			var fs []testkit.File
			if c.file != nil {
				c.file.Field = c.field
				fs = append(fs, *c.file)
			} else {
				v = with(v, c.field, c.value)
			}
			r := kit.PostFiles("/contact/", v, fs...).Status(200).Contains("error-summary", `id="id_`+c.field+`_error"`, c.message).ValidHTML().Queries(0)
			if c.field != "name" {
				r.Contains(`value="Ada"`)
			}
			if n, files := len(letters(kit)), kept(kit); n != 0 || len(files) != 0 {
				t.Errorf("%d messages and the files %q were stored", n, files)
			}
		})
	}
}

// TestImpossibleLetters ends what no browser sends and no form can show with the page of the status.
func TestImpossibleLetters(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	kit.PostFiles("/contact/", letter(), attachment("huge.pdf", make([]byte, 5<<20))).Status(413).UsesTemplate("errors/413.html").Contains("That is too much to carry").ValidHTML().Queries(0)
	kit.PostFiles("/contact/", letter(), attachment("a.png", picture(kit)), attachment("b.png", picture(kit))).Status(413)
	for _, text := range []string{"ten letters\x00 and more", "ten letters\xff and more"} {
		kit.Post("/contact/", with(letter(), "text", text)).Status(400).UsesTemplate("errors/400.html").ValidHTML()
	}
	many := letter()
	for i := range 30 {
		many.Set(strings.Repeat("x", i+1), "")
	}
	kit.Post("/contact/", many).Status(413)
	r := kit.Request("POST", "/contact/", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/json")
	kit.Do(r).Status(200).Contains("This field is required.")
	if n, files := len(letters(kit)), kept(kit); n != 0 || len(files) != 0 {
		t.Errorf("%d messages and the files %q were stored", n, files)
	}
}

// TestHoneypot gives a bot the page again, without a word about what was wrong.
func TestHoneypot(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{})
	kit.PostFiles("/contact/", with(letter(), "website", "https://spam.example"), attachment("a.png", picture(kit))).Status(200).NoFormErrors().Lacks("error-summary").Queries(0)
	if n, files := len(letters(kit)), kept(kit); n != 0 || len(files) != 0 {
		t.Errorf("%d messages and the files %q were stored", n, files)
	}
}

// TestTooManyLetters lets an address send ten at once.
func TestTooManyLetters(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, Site(), testkit.Options{Budget: -1})
	for range 10 {
		kit.Post("/contact/", letter()).Status(303)
	}
	r := kit.Post("/contact/", letter()).Status(429).UsesTemplate("errors/429.html").Contains("One moment, please").ValidHTML().Queries(0)
	if r.Header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	kit.Get("/contact/").Status(200)
	if n := len(letters(kit)); n != 10 {
		t.Errorf("%d messages were stored, want 10", n)
	}
}

// TestNoFileWithoutItsRow takes the file back when the row cannot be stored.
func TestNoFileWithoutItsRow(t *testing.T) {
	t.Parallel()
	testkit.RunWith(t, Site(), testkit.Options{Log: io.Discard}, func(t *testing.T, kit *testkit.Kit) {
		_, err := kit.DB().Exec(kit.Context(), `DROP TABLE "contact_message"`)
		kit.Must(err)
		kit.PostFiles("/contact/", letter(), attachment("a.png", picture(kit))).Status(500)
		if files := kept(kit); len(files) != 0 {
			t.Errorf("the files %q were kept", files)
		}
	})
}
