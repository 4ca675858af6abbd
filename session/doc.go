// Package session keeps values for a browser from one request to the next, on the server: who is logged in, what is in the cart.
//
//	var cart = session.NewKey[Cart]("cart")
//
//	items, ok, err := cart.Get(ctx)
//	…
//	err = cart.Set(ctx, items)
//
// A [Manager] stands around a site as middleware. A request that asks for no value costs nothing in the store; one that reads costs one
// reading, however many values it asks for; only changes are saved, just before the header of the answer is sent.
//
// # Keys
//
// The browser has a cookie with a random key of 165 bits, and the store a hash of it: who reads the store cannot use what is there. A key
// that the store does not know is never taken over, so that nobody can choose it for somebody else. [Session.Rotate] changes it where
// rights grow, [Session.Flush] ends the session, [Manager.End] those of other browsers.
//
// # Ages
//
// A session ends when it has not been used for [Options.IdleAge], and at the latest after [Options.AbsoluteAge]. So that not every request
// writes, the end moves only when a tenth of the idle age has passed since it was last moved: somebody who comes back after nine tenths is
// always still there.
//
// # Requests at the same time
//
// A save takes effect only if the session is as it was loaded. If another request was faster, the values that this request changed are
// changed again in what the other one saved: both keep theirs, and of two changes to one value the later one counts. A session that was ended
// meanwhile does not come back: the request whose changes are lost is answered with 409.
//
// # Caches
//
// An answer that depends on a session says Vary: Cookie, and Cache-Control: private, no-cache unless the handler has said something
// else. If there is a session, and with it perhaps a cookie in the answer, public and s-maxage are taken back, and the log says so:
// the wrong answer for everybody would be worse than a page that is made again.
//
// # Where sessions are
//
// The package dbsession keeps them in the database, on Django's own table. [NewCookie] keeps them in the cookie, encrypted. [Memory] is for
// tests. Another place is a [Driver]; the package sessiontest has the tests that each one passes.
package session
