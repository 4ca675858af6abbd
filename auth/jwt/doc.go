// Package jwt lets programs act for the users of a site with signed tokens (JSON Web Tokens, RFC 7519): an access token of some minutes that
// goes with every request, and a refresh token that gets the next one. The end points and claims are those of djangorestframework-simplejwt, so that
// its clients work unchanged.
//
//	musette.Site{Apps: []musette.App{auth.App(), jwt.App(jwt.Options{}), api.App()}}
//
//	jwt.Routes(r, "/api/token/") // obtain, refresh/, verify/, blacklist/
//	r.Access(tokens.Required(jwt.Authenticator{}))
//
// Where one server both gives the tokens and takes them, package auth/tokens is simpler, and its tokens end at once. JWT are for clients that
// expect them, and for other services that check tokens by the site's public keys, see [JWKS].
//
// # What holds
//
//   - Tokens are signed with HS256 and a key that is derived from the site's, or with [Options.Keys]. The key decides the algorithm, never
//     the token: "none", and an algorithm of another kind of key, are refused. Keys that a token names by itself (jku, x5u, jwk) are not
//     looked at; what it declares to be critical (crit) is refused.
//   - A token of more than [MaxToken] bytes is refused before anything is parsed.
//   - exp, nbf, iat, aud, iss and token_type are checked, and with each request that the user is active and the login goes on, in one
//     statement. [Options.Stateless] leaves that one out, and what it brings.
//   - A refresh token counts once. When one comes a second time, somebody has copied it: the whole login is revoked, access tokens
//     included.
//   - A new password ends the logins of before.
//
// The table musette_jwt has one row for each login, with hashes; the command cleartokens removes those that are over.
package jwt
