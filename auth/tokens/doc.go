// Package tokens lets programs act for the users of a site: with every request they send a key that a person, or a command, has given
// them. The header is that of Django REST Framework, so that its clients work unchanged:
//
//	Authorization: Token mfrggzdfmztwq2lknnwg23tpobyxe43uov3ho6dz
//
// # In a site
//
//	musette.Site{Apps: []musette.App{auth.App(), tokens.App(tokens.Options{}), catalog.App()}}
//
// The command createtoken prints a key. [Create], [List], [Rotate] and [Revoke] are for pages on which people do that themselves, [Routes]
// gives a key for a name and password. [Required] is the rule of routes that take them, [Authenticator] is for package rest.
//
// One-time tokens for links in mails are another thing: see package auth/token.
//
// # What holds
//
//   - The table has the SHA-256 of a key, never the key. A key has 200 random bits, of which 40 are shown to recognize it by.
//   - What is revoked or expired, or belongs to somebody who is not active, is refused with the next request: nothing is kept in memory.
//     Revoking deletes the row; that there was none is an error.
//   - A token with scopes is refused wherever no scope is named.
//   - Requests with a token cost one statement. When it was last used is written once a minute at most.
//   - No session is read and no cookie counts where a token is asked for, so nothing there can be forged from another site.
//
// [Options.Shared] uses the table of a Django REST Framework beside the site instead, which keeps its keys as they are.
package tokens
