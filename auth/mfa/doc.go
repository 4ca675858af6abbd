// Package mfa lets people show more than a password: codes of an app (TOTP, RFC 6238), passkeys (WebAuthn), and recovery codes for the day
// on which both are lost.
//
// # In a site
//
//	musette.Site{Apps: []musette.App{
//		auth.App(auth.Options{Factors: []auth.SecondFactor{mfa.Passkey(), mfa.TOTP()}}),
//		mfa.App(mfa.Options{}),
//	}}
//
// The pages stand under /accounts/2fa/: "mfa:index" lists what somebody has set up, "mfa:login" signs in with a passkey and no password,
// "mfa:verify" asks for the second factor after the password, and "mfa:confirm" asks again before something sensitive. They extend
// "accounts/base.html", and a site overrides each of them by its path.
//
// # What holds
//
//   - A code counts once, in its own 30 seconds and those before and after. The time step of the last one is compared and written in
//     one statement, so that of two requests with one code one succeeds.
//   - The secret behind the codes is encrypted with a key that is derived from the site's; see [App] for its change.
//   - A recovery code has 80 random bits, and the database has its SHA-256 only. It is deleted as it is used.
//   - The challenge of a passkey belongs to the browser's session, to one purpose and to some minutes, and no challenge as old as the last one used
//     counts again, whatever keeps the sessions. A signature counter that goes back is an event, and the login is refused.
//   - A passkey signs for the host and origin of the request, which the site has checked against its allowed hosts.
//   - Every wrong try counts as one at the login does, under a name of its own, so that a known password does not reset it.
//   - Adding and removing needs a recent proof of who it is ([auth.ConfirmRequired]), is an event, and is told by mail.
package mfa
