package web

import "strings"

// Masked stands in the place of a secret value.
const Masked = "••••••••"

// Secret reports whether a name looks like that of a secret: a setting, header, cookie or field whose name holds key, secret,
// token, pass, pwd, dsn, cookie, session, auth, signature, credential, csrf or url of a database, whatever its case. Pages in
// debug and logs show [Masked] in the place of its value.
func Secret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{
		"key", "secret", "token", "pass", "pwd", "dsn", "cookie", "session", "auth", "signature", "credential", "csrf", "sid", "database_url",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// mask returns the value, or [Masked] when the name looks secret or the value is an address with a password in it.
func mask(name, value string) string {
	if value == "" {
		return ""
	}
	if Secret(name) || hasPassword(value) {
		return Masked
	}
	return value
}

// hasPassword finds the user:password@ of an address.
func hasPassword(value string) bool {
	for rest := value; ; {
		_, after, found := strings.Cut(rest, "://")
		if !found {
			return false
		}
		host := after
		if i := strings.IndexAny(after, "/?# "); i >= 0 {
			host = after[:i]
		}
		if user, _, ok := strings.Cut(host, "@"); ok && strings.Contains(user, ":") {
			return true
		}
		rest = after
	}
}
