// Package netguard makes requests to addresses that somebody else chose: web hooks, previews of links, imports by URL. Its
// client cannot be led into the machine or the network it runs in (server-side request forgery).
//
//	client := netguard.NewClient(netguard.Options{})
//	resp, err := client.Get(address) // of somebody we do not know
//	if errors.Is(err, netguard.ErrBlocked) { … }
//
// # What it refuses
//
// Every connection is checked when it is made, by the number it goes to: names that resolve to something else the second time,
// redirects, and other spellings of an address (decimal, octal, IPv4 within IPv6) change nothing. Refused are loopback,
// private, link-local (where clouds keep their metadata), shared, reserved, documentation and multicast networks, and
// tunnels to IPv4, as the registries of IANA for special purposes list them; ports other than 80 and 443; schemes other than http and
// https; redirects from https to http. Proxies from the environment are not used, since they would connect instead.
//
// # What it bounds
//
// The time of the whole exchange, the headers and the body (after unpacking), and the number of redirects. Cookies are not kept.
package netguard
