// Package devloop is what `musette dev` does: it serves a site while somebody works on it.
//
// A loop ([Run]) looks at the files of the module, a few times a second and before each request. When Go code has changed it
// runs the generator, builds the site and starts it on a free port of its own; templates, scripts and images need no build,
// since a site in debug reads them from the disk. Files are looked at by polling: it is the same on every system and on
// every mounted folder, needs no limits to be raised, and costs a few milliseconds for the files of a site.
//
// In front of the site stands a proxy with the address that people use. It holds requests back while the site is built, so
// that none fails, adds a script to pages that reloads them, and shows in their place why the site could not be built or
// started. The script comes from a path of the proxy's own and asks the same origin, which every content security policy
// with 'self' allows; where a policy is stricter the proxy adds what the script needs.
//
// The old process serves until the new one is ready, finishes the requests that it has, and is ended with everything that it
// started.
package devloop
