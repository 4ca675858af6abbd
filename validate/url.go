package validate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxURL is the most characters of a URL.
const MaxURL = 2048

// URL allows absolute addresses with the scheme http, https, ftp or ftps and a host that is a domain, an IP address or localhost, with
// or without a user, a port, a path, a query and a fragment; at most [MaxURL] characters, none of them a space. An address from
// outside that passes may still point into one's own network: it says nothing about whether it is safe to fetch.
func URL(s string) error { return URLWith("http", "https", "ftp", "ftps")(s) }

// URLWith is [URL] for other schemes, written in lower case.
func URLWith(schemes ...string) func(string) error {
	return func(s string) error {
		if !address(s, schemes) {
			return Invalid("Enter a valid URL.")
		}
		return nil
	}
}

func address(s string, schemes []string) bool {
	if len(s) > 4*MaxURL || utf8.RuneCountInString(s) > MaxURL || !utf8.ValidString(s) || strings.ContainsFunc(s, notURL) {
		return false
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !slices.Contains(schemes, strings.ToLower(scheme)) {
		return false
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if user, host, ok := strings.Cut(rest, "@"); ok {
		if !userinfo(user) {
			return false
		}
		rest = host
	}
	return hostPort(rest)
}

func notURL(r rune) bool { return r < ' ' || r == 0x7f || unicode.IsSpace(r) }

// userinfo is a name, with or without a password.
func userinfo(s string) bool {
	name, password, _ := strings.Cut(s, ":")
	return name != "" && !strings.Contains(password, ":")
}

func hostPort(s string) bool {
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && !strings.HasSuffix(s, "]") {
		host, port = s[:i], s[i+1:]
		if port == "" || len(port) > 5 || strings.Trim(port, "0123456789") != "" {
			return false
		}
	}
	if inside, ok := strings.CutPrefix(host, "["); ok {
		return strings.HasSuffix(inside, "]") && IPv6(strings.TrimSuffix(inside, "]")) == nil
	}
	return host == "localhost" || IPv4(host) == nil || domain(strings.TrimSuffix(host, "."))
}
