// Package mailpage makes mails of templates, as package render makes pages.
//
// A mail is declared once, with the type of its data, and checked at start like a page:
//
//	var resetMail = mailpage.New[ResetData]("accounts/reset.mail.html")
//
//	msg, err := resetMail.Message(ctx, ResetData{Name: u.Name, Token: token})
//	msg.To = []string{u.Email}
//	err = mail.Send(ctx, msg)
//
// The template is a page of HTML that fills a layout, such as the one of this package:
//
//	{{extends "mailpage/base.html"}}
//	{{define "subject"}}Your new password{{end}}
//	{{define "content"}}
//	<p>Hello {{.Name}}, choose a new password <a href="{{absurl "accounts:reset" .Token}}">here</a>.</p>
//	{{end}}
//
// # What becomes of it
//
// The subject is what stands in <title>, where the layout shows the block "subject". Styles go from <style> into the elements that
// they are for, since many readers' programs ignore a style sheet; what cannot go there (@media, :hover) stays. The text for
// readers without HTML is made of the page; where it should be another one, a mail defines the block "text", which the layout
// shows in <template id="text">.
//
// # Addresses
//
// A mail is read where no page is: an address in it needs a host. absurl is the function url with the site's address before it,
// absstatic the same for static. That address is configured, never taken from a request, so nobody can have the site
// send a mail that leads elsewhere. An address without a host is an error of Message.
//
// A mail does not know a request. Functions that need one (request, csrf) fail in it; what it shows comes with its data.
package mailpage
