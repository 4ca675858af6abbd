package contact

import (
	"net/http"
	"strings"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/storage"
	"github.com/musette-go/musette/views"
)

var messagesPage = render.Page[views.ListPage[Message]]("contact/messages.html")

// messages shows what came in to those who have the permission contact.view_message.
var messages = views.List(Messages, messagesPage, views.ListOptions[Message]{PageSize: 20})

// files gives the same people the attachments, always as downloads: nothing that somebody sent is shown in the site's name. The bucket may
// hold files of others, which are not there for this page.
var files = views.Files(nil, views.FilesOptions{
	Inline: []string{},
	Allow: func(_ *http.Request, name string) error {
		if !strings.HasPrefix(name, folder+"/") {
			return storage.ErrNotExist
		}
		return nil
	},
})
