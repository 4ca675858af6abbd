// Package preview shows in a browser what a site in development sends: each mail as its readers see it, its text, its headers and its
// files.
//
//	sent := preview.New()
//	m, err := mail.Open(address, mail.Options{Wrap: sent.Wrap})
//	r.Group("/_mail", sent.Routes)
//
// It keeps the last 100 mails of the process in memory and shows them to whoever asks: it is for development only.
//
// The page of a mail stands in a sandboxed frame whose content security policy runs no script and loads nothing but pictures. Its
// links open in a new tab.
package preview
