package boot

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/sign"
	"github.com/musette-go/musette/web"
)

// securityChecks look at what makes a site in production less careful than it could be. IDs below 100 are Django's.
func (b *Site) securityChecks() []check.Check {
	deploy := []check.Tag{check.Security, check.Deploy}
	return []check.Check{
		{Name: "settings", Tags: deploy, Run: b.checkSettings},
		{Name: "secrets", Tags: deploy, Run: b.checkSecrets},
		{Name: "https", Tags: deploy, Run: b.checkHTTPS},
		{Name: "headers", Tags: deploy, Run: b.checkHeaders},
		{Name: "requests", Tags: deploy, Run: b.checkRequests},
		{Name: "routes", Tags: deploy, Run: b.checkRoutes},
		{Name: "toolchain", Tags: deploy, Run: b.checkToolchain},
		{Name: "places", Tags: []check.Tag{check.Deploy}, Run: b.checkPlaces},
		{Name: "connection", Tags: deploy, Run: b.checkConnection},
		{Name: "server", Tags: []check.Tag{check.Security, check.Deploy, check.Database}, Run: b.checkServer},
	}
}

// findings collects the messages of one check.
type findings []check.Message

// warn notes a warning when it holds.
func (f *findings) warn(holds bool, id, object, text, hint string) {
	if holds {
		*f = append(*f, check.Message{ID: id, Level: check.Warning, Object: object, Text: text, Hint: hint})
	}
}

// info notes something to read before a release, which is not a mistake.
func (f *findings) info(id, object, text string) {
	*f = append(*f, check.Message{ID: id, Level: check.Info, Object: object, Text: text})
}

func (b *Site) checkSettings(context.Context) []check.Message {
	var f findings
	c := b.Config
	f.warn(c.Mode != app.Production, "security.W100", "MUSETTE_ENV", fmt.Sprintf("is %s: this site is not set up for production", c.Mode),
		"set MUSETTE_ENV=production, then run this command again")
	f.warn(c.Debug, "security.W018", "DEBUG", "is on: errors show source and settings to everybody", "set DEBUG=false")
	any := false
	for _, h := range c.AllowedHosts {
		any = any || h == "*"
	}
	f.warn(any || len(c.AllowedHosts) == 0, "security.W020", "ALLOWED_HOSTS", "takes any host name: links in mails and caches may hold one that somebody made up",
		"name the hosts of the site")
	f.warn(len(c.TrustedProxies) == 0 && !c.TrustUnix && !b.Security.AllowHTTP, "security.W101", "TRUSTED_PROXIES",
		"is empty: this process answers over HTTP, so that no request is known to have come over HTTPS and every page leads to itself",
		"name the network of the proxy that has the certificate, such as 10.0.0.0/8, and have it send X-Forwarded-Proto")
	for _, p := range c.TrustedProxies {
		f.warn(p.Bits() < 8, "security.W102", "TRUSTED_PROXIES", fmt.Sprintf("trusts %s: anybody may make up an address and a scheme", p),
			"name the addresses of your proxies")
	}
	return f
}

func (b *Site) checkSecrets(context.Context) []check.Message {
	var f findings
	c := b.Config
	if err := sign.CheckKey(c.SecretKey); err != nil {
		f.warn(true, "security.W009", "SECRET_KEY", "is weak or missing: "+strings.TrimPrefix(err.Error(), "sign: "), "make one: head -c 48 /dev/urandom | base64")
	}
	for i, k := range c.SecretKeyFallbacks {
		f.warn(sign.CheckKey(k) != nil, "security.W025", fmt.Sprintf("SECRET_KEY_FALLBACKS, key %d", i+1), "is weak: what it signed can be made up by others",
			"remove it as soon as what it signed has run out")
	}
	for _, file := range []string{c.SecretKeyFile, b.settingsFile()} {
		if file != "" {
			info, err := os.Stat(file)
			f.warn(err == nil && sign.Readable(info), "security.W103", file, "can be read by other users of the machine", "run `chmod 600` on it")
		}
	}
	for _, s := range b.Settings.Secrets() {
		f.warn(true, "security.W104", s, "is a secret that stands in the code, and so in version control", "set it in the environment, or in a file that SECRET_KEY_FILE names")
	}
	return f
}

// settingsFile is the file of settings that was asked for, which may hold secrets, or "".
func (b *Site) settingsFile() string {
	for _, s := range b.Running {
		if s.Name == "MUSETTE_ENV_FILE" {
			return s.Value
		}
	}
	return ""
}

func (b *Site) checkHTTPS(context.Context) []check.Message {
	var f findings
	s, h := b.Security, b.Security.Headers
	age := h.HSTSMaxAge
	if age == 0 {
		age = web.OneYear
	}
	f.warn(age < web.OneYear, "security.W004", "Security.Headers.HSTSMaxAge", "is less than a year: browsers may be led back to HTTP", "leave it out, for one year")
	f.warn(h.HSTSWithoutSubDomains, "security.W005", "Security.Headers.HSTSWithoutSubDomains", "leaves the sub-domains to HTTP, where cookies of the whole domain can be set",
		"leave it out when all sub-domains have HTTPS")
	f.warn(h.HSTSPreload && (age < web.OneYear || h.HSTSWithoutSubDomains), "security.W021", "Security.Headers.HSTSPreload",
		"asks to be built into browsers without what they ask for: a year, and the sub-domains", "leave one of the two out")
	f.warn(s.AllowHTTP, "security.W008", "Security.AllowHTTP", "answers over HTTP: everybody on the way can read and change pages", "leave it out")
	f.warn(s.InsecureCookies, "security.W012", "Security.InsecureCookies", "sends cookies over HTTP, logins among them", "leave it out")
	return f
}

func (b *Site) checkHeaders(context.Context) []check.Message {
	var f findings
	h := b.Security.Headers
	framed := h.Frames != "" && h.Frames != web.FrameDeny || h.CSP.FrameAncestors != nil && (len(h.CSP.FrameAncestors) != 1 || h.CSP.FrameAncestors[0] != web.CSPNone)
	f.warn(framed, "security.W019", "Security.Headers", "lets all pages stand in frames, where clicks can be stolen", "use web.AllowFraming on the routes that need it")
	f.warn(h.CSP.ReportOnly, "security.W026", "Security.Headers.CSP.ReportOnly", "makes the content security policy forbid nothing", "leave it out")
	for _, weak := range h.CSP.Weak() {
		f.warn(true, "security.W105", "Security.Headers.CSP", "has "+weak+": scripts or styles that somebody smuggles in run", "use files, or elements with {{nonce}}")
	}
	f.warn(h.Opener == web.OpenerUnsafeNone, "security.W106", "Security.Headers.Opener", "gives pages of other sites a handle to this site's windows", "leave it out, or use web.OpenerAllowPopups")
	f.warn(h.Resource == web.ResourceCrossOrigin, "security.W107", "Security.Headers.Resource", "lets all sites embed all answers of this one",
		"set the header in the handlers of what others may embed")
	f.warn(h.Permissions != nil && len(h.Permissions) == 0, "security.W108", "Security.Headers.Permissions", "is empty: every script may ask for camera, microphone and place",
		"leave it out, or name the features")
	return f
}

func (b *Site) checkRequests(context.Context) []check.Message {
	var f findings
	s := b.Security
	f.warn(s.WithoutCSRF, "security.W003", "Security.WithoutCSRF", "takes requests that other sites make browsers send", "use Route.CSRFExempt on the routes that no browser uses")
	for _, o := range s.TrustedOrigins {
		f.warn(strings.HasPrefix(o, "http://"), "security.W109", "Security.TrustedOrigins", o+" can be changed by everybody on the way to it, and then sends forms here", "use https")
	}
	if s.CORS != nil {
		for _, o := range s.CORS.Origins {
			f.warn(strings.HasPrefix(o, "http://"), "security.W110", "Security.CORS.Origins", o+" can be changed by everybody on the way to it, and then reads from here", "use https")
		}
	}
	return f
}
