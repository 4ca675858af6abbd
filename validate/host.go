package validate

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IPv4 allows four decimal numbers without leading zeros: "192.0.2.1".
func IPv4(s string) error {
	if a, err := parseIP(s); err != nil || !a.Is4() {
		return Invalid("Enter a valid IPv4 address.")
	}
	return nil
}

// IPv6 allows the forms of RFC 4291, without a zone: "2001:db8::1".
func IPv6(s string) error {
	if a, err := parseIP(s); err != nil || !a.Is6() || a.Zone() != "" {
		return Invalid("Enter a valid IPv6 address.")
	}
	return nil
}

// IP allows what [IPv4] or [IPv6] allows.
func IP(s string) error {
	if IPv4(s) != nil && IPv6(s) != nil {
		return Invalid("Enter a valid IPv4 or IPv6 address.")
	}
	return nil
}

func parseIP(s string) (netip.Addr, error) {
	const longest = len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")
	if len(s) > longest {
		return netip.Addr{}, Invalid("")
	}
	return netip.ParseAddr(s)
}

// Domain allows the name of a host with at least one dot, of at most 253 characters, in any script or as punycode, with or without the
// final dot: "example.com". Names that are not known to be letters alone at the end, such as numbers, are refused, so no IP address passes.
func Domain(s string) error {
	if !domain(strings.TrimSuffix(s, ".")) || utf8.RuneCountInString(s) > 255 {
		return Invalid("Enter a valid domain name.")
	}
	return nil
}

// maxDomain is the longest name that DNS has (RFC 1034, without the final dot).
const maxDomain = 253

// domain looks at a name without the final dot.
func domain(s string) bool {
	if len(s) > 4*maxDomain || utf8.RuneCountInString(s) > maxDomain {
		return false
	}
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if !label(l) {
			return false
		}
	}
	return topLabel(labels[len(labels)-1])
}

// label is one part of a name: 1 to 63 letters, digits and hyphens, no hyphen at either end.
func label(s string) bool {
	if s == "" || s[0] == '-' || s[len(s)-1] == '-' || utf8.RuneCountInString(s) > 63 {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return !hostRune(r) }) < 0
}

// topLabel is the last part: at least two characters, no digits unless it is punycode.
func topLabel(s string) bool {
	if len(s) > 4 && strings.EqualFold(s[:4], "xn--") {
		return true
	}
	return utf8.RuneCountInString(s) >= 2 && !strings.ContainsAny(s, "0123456789")
}

func hostRune(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	case r < 0xa1 || r > 0xffff || r == utf8.RuneError:
		return false
	}
	return !unicode.In(r, unicode.Z, unicode.C) || r == '\u200c' || r == '\u200d' // joiners belong to some scripts
}
