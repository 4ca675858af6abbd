// Package social lets people log in with an account that they have elsewhere, at any provider of OpenID Connect: a company's own, Google,
// Microsoft, GitLab, Keycloak.
//
// # In a site
//
//	social.App(social.Options{Providers: []social.Provider{{
//		Name: "work", Label: "Work account", Issuer: "https://login.example.com", ClientID: "shop", ClientSecret: secret,
//	}}})
//
// At the provider, the site is registered with the exact address https://<host>/accounts/social/<name>/. "social:login" is the page with a
// button for each provider, "social:index" the one on which somebody who is logged in connects accounts and takes them away.
//
// # What holds
//
//   - The code flow with PKCE (S256), a state and a nonce of 256 bits each; they are kept in the browser's session, hold for ten
//     minutes and for one answer, and belong to one provider and one address to come back to.
//   - The answer's iss is compared with the provider (RFC 9207), and must be there when the provider says that it sends it.
//   - The ID token's signature, issuer, audience, authorized party, expiry and nonce are checked; only public-key signatures count.
//   - Somebody is known by issuer and subject. An email address opens nothing: when the site has an account with it already, its owner
//     logs in as ever and connects the two. Only an address that the provider calls verified is taken over into a new account.
//   - A second factor that somebody has set up here is asked for behind the provider too.
//   - The last way into an account cannot be taken away.
//   - Providers are reached through package netguard, so that an issuer's documents lead nowhere within one's own network.
package social
