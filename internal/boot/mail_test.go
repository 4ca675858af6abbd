package boot_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/mail"
	"github.com/musette-go/musette/testkit"
	"github.com/musette-go/musette/web"
)

// MAIL-09: a site in debug shows the mails that it has sent, and no other site has such pages.
func TestMailPreview(t *testing.T) {
	t.Parallel()
	site := app.Site{Name: "post", Apps: []app.App{{Name: "post", Routes: func(r *web.Router) {
		r.Post("/send/", func(w http.ResponseWriter, r *http.Request) error {
			if err := mail.Send(r.Context(), &mail.Message{To: []string{"ada@example.org"}, Subject: "The order is on its way", Text: "x"}); err != nil {
				return err
			}
			_, err := fmt.Fprint(w, "sent")
			return err
		}).Public()
	}}}}
	for _, debug := range []bool{true, false} {
		t.Run(fmt.Sprint("debug ", debug), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, site, testkit.Options{Debug: debug, Settings: map[string]string{"EMAIL_URL": "memory://", "DEFAULT_FROM_EMAIL": "shop@example.org"}})
			kit.Post("/send/", nil).Status(200)
			if !debug {
				kit.Get("/_mail/").Status(404)
				kit.Get("/_mail/1/").Status(404)
				return
			}
			kit.Get("/_mail/").Status(200).Contains("The order is on its way")
			kit.Get("/_mail/1/").Status(200).Contains("ada@example.org")
		})
	}
}
