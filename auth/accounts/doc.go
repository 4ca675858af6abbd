// Package accounts has the pages of accounts: to log in and out, to sign up, to change and reset a password, to see where one is
// logged in. It is an app that a site lists beside that of package auth:
//
//	musette.Site{Apps: []musette.App{auth.App(), accounts.App(accounts.Options{}), catalog.App()}}
//
// Its pages lie below /accounts/ and have names: "accounts:login", "accounts:logout", "accounts:signup", "accounts:verify",
// "accounts:code", "accounts:password_change", "accounts:password_reset", "accounts:password_reset_confirm", "accounts:email",
// "accounts:sessions", "accounts:confirm", "accounts:profile", "accounts:impersonate", "accounts:impersonate_end". Every template can be
// overridden; all pages extend "accounts/base.html", which a site overrides to make them look like itself. They work without scripts.
//
// # What nobody learns
//
// Who does not know yet whether an address has an account does not learn it here: sign-up, login by code and password reset give
// the same answer for every address, after the same statements and the same hash. A sign-up sends one mail in either case, with a link
// or with the word that there is an account already; when it cannot be sent, the answer is an error in either case. A reset and a login
// by code send a mail only where there is an account, so it goes out after the answer, from a queue that is bounded and is emptied
// before the site stops; when it cannot be sent, the log says so and the answer does not.
//
// This holds for [VerifyMandatory], the default, under which a sign-up becomes an account once the link in its mail was followed. The other
// modes log people in at once, so their answer tells whether an address is taken; a check says so.
//
// # Links and codes
//
// Each mail with a link works once and for a limited time, and dies when the password, the address or the last login of its account
// changes. What links open is kept as a hash. Opening a link does nothing but show a page with a button, since programs that look for
// viruses open links too; and the page's own address holds no secret. Codes are bound to the browser that asked for them.
package accounts
