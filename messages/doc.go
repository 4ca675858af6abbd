// Package messages shows a person short texts once, mostly on the page behind a redirect: Django's messages.
//
//	messages.Success(ctx, "Your order has been sent.")
//	return web.Redirect("/orders/"), nil
//
// Whatever page asks next for [All] shows the message, and then it is gone. A page that does not ask leaves it for the one after. Each
// message has a [Level] and tags for its look.
//
// Between requests messages are kept by a [Storage]: in a signed cookie ([Cookie]), in the session ([Session]), or in a cookie as long as
// there is room ([Fallback]). Their format is Django's, so that a message given by either framework is shown by the other; beside
// Django, the cookie takes a [Codec] with Django's signature.
//
// Adding a message never fails a request: what goes wrong is logged.
package messages
