package boot

import (
	"context"
	"net/url"
	"os"
	"strings"

	"github.com/musette-go/musette/check"
)

// checkPlaces looks at where the site puts what it must not lose: mail, files, rows.
func (b *Site) checkPlaces(context.Context) []check.Message {
	return append(b.checkMail(), b.checkFiles()...)
}

func (b *Site) checkMail() []check.Message {
	var f findings
	c := b.Config
	scheme, _, _ := strings.Cut(c.EmailURL, "://")
	switch scheme {
	case "":
		f.info("mail.I001", "EMAIL_URL", "is not set: what sends mail fails")
	case "console", "memory", "dummy", "file":
		f.warn(true, "mail.W002", "EMAIL_URL", "is "+scheme+"://: mail does not leave this machine", "name the server that sends mail: smtp://user:password@host:587")
	default:
		u, err := url.Parse(c.EmailURL)
		f.warn(err == nil && u.Query().Get("network") == "trusted", "mail.W004", "EMAIL_URL", "has network=trusted: everybody on the way to the server can read and change mail",
			"leave it and tls=none out: the server must offer TLS")
		f.warn(c.DefaultFromEmail == "", "mail.W003", "DEFAULT_FROM_EMAIL", "is not set: mail that names no sender fails", "set an address that the server may send from")
	}
	return f
}

func (b *Site) checkFiles() []check.Message {
	var f findings
	c := b.Config
	if file, err := os.CreateTemp("", "musette-check-*"); err != nil {
		f = append(f, check.Message{ID: "files.E001", Level: check.Error, Object: os.TempDir(), Text: "takes no file, where large uploads are kept while they are read: " + err.Error(),
			Hint: "make the folder, or name another one by TMPDIR"})
	} else {
		_ = file.Close() // nothing was written
		_ = os.Remove(file.Name())
	}
	f.warn(strings.HasPrefix(c.StorageURL, "memory:"), "files.W002", "STORAGE_URL", "is memory://: uploaded files are gone when the process ends, and other processes never see them",
		"name a folder: file:///srv/site/media")
	f.warn(strings.HasPrefix(c.DatabaseURL, "sqlite://:memory:"), "files.W003", "DATABASE_URL", "is sqlite://:memory:: rows are gone when the process ends, and other processes never see them",
		"name a file or a server")
	return f
}
