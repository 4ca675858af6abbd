package web

import "strings"

// takeForwarded goes over the elements of the header Forwarded (RFC 7239) from right to left.
func (p *proxies) takeForwarded(g *guard, lines []string) {
	elements := forwarded(lines)
	for i := len(elements) - 1; i >= 0; i-- {
		e := elements[i]
		a, ok := hopAddr(e.client)
		switch e.proto {
		case "https":
			g.https = true
		case "http":
			g.https = false
		}
		if p.ForwardedHost && e.host != "" {
			g.host = e.host
		}
		if !ok { // an obfuscated name, or nonsense: the last address that is known stays
			return
		}
		if g.client = a; !p.trusts(a) {
			return
		}
	}
}

// element is one proxy's part of the header Forwarded.
type element struct{ client, proto, host string }

// maxForwarded is how many bytes of one line of the header are read; a longer line is not read at all.
const maxForwarded = 4 << 10

// forwarded reads the elements from left to right and keeps the last ones. A line that is not well-formed ends what is known:
// only the elements right of it count.
func forwarded(lines []string) []element {
	var out []element
	for _, line := range lines {
		list, ok := forwardedLine(line)
		if !ok {
			out = nil
		}
		out = append(out, list...)
		out = out[max(0, len(out)-maxHops):]
	}
	return out
}

func forwardedLine(line string) (out []element, ok bool) {
	if len(line) > maxForwarded {
		return nil, false
	}
	var e element
	for {
		name, value, rest, ok := forwardedPair(line)
		if !ok {
			return nil, false
		}
		switch strings.ToLower(name) {
		case "for":
			e.client = value
		case "proto":
			e.proto = strings.ToLower(value)
		case "host":
			e.host = value
		}
		if rest == "" || rest[0] == ',' {
			out = append(out, e)
			e = element{}
		}
		if rest == "" {
			return out, true
		}
		line = rest[1:]
	}
}

// forwardedPair cuts name=value from the front; the value may be quoted. What is left is empty or begins with ";" or ",".
func forwardedPair(s string) (name, value, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t")
	name, s, ok = strings.Cut(s, "=")
	if !ok || name == "" || strings.ContainsAny(name, " \t;,\"") {
		return "", "", "", false
	}
	if strings.HasPrefix(s, `"`) {
		value, s, ok = strings.Cut(s[1:], `"`)
		if !ok || strings.Contains(value, `\`) { // nothing that we read needs an escape
			return "", "", "", false
		}
	} else {
		i := strings.IndexAny(s, ";, \t\"")
		if i < 0 {
			i = len(s)
		}
		value, s = s[:i], s[i:]
	}
	s = strings.TrimLeft(s, " \t")
	return name, value, s, s == "" || s[0] == ';' || s[0] == ','
}
