package compress

import (
	"strconv"
	"strings"
)

// The budget of Accept-Encoding; what lies beyond is not read.
const (
	maxAccept = 1 << 10
	maxParts  = 16
)

// choice is what was chosen for a header. Most clients of a site send the same one, so the last is remembered.
type choice struct {
	accept string
	coding *coding
}

// wanted is choose with a memory.
func (p *packer) wanted(accept []string) *coding {
	if len(accept) != 1 {
		return p.choose(accept)
	}
	if c := p.last.Load(); c != nil && c.accept == accept[0] {
		return c.coding
	}
	c := p.choose(accept)
	if len(accept[0]) <= maxAccept {
		p.last.Store(&choice{accept[0], c})
	}
	return c
}

// choose returns the coding that the client likes best, the site's preference among equals, or nil for none (RFC 9110,
// section 12.5.3).
func (p *packer) choose(accept []string) *coding {
	if len(accept) == 0 {
		return nil
	}
	header := accept[0]
	if len(accept) > 1 {
		header = strings.Join(accept, ",")
	}
	if len(header) > maxAccept {
		header = header[:maxAccept]
	}
	var best *coding
	most := quality(header, "identity")
	if most < 0 {
		most = 0
	}
	for _, c := range p.codings {
		q := quality(header, c.name)
		if q < 0 {
			q = quality(header, "*")
		}
		if q > 0 && (q > most || best == nil && q == most) {
			best, most = c, q
		}
	}
	return best
}

// quality returns how much the header wants a coding, from 0 to 1000, and -1 when it does not name it.
func quality(header, name string) int {
	for range maxParts {
		part, rest, more := strings.Cut(header, ",")
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.TrimSpace(coding)
		if strings.EqualFold(coding, name) || name == "gzip" && strings.EqualFold(coding, "x-gzip") {
			return weight(params)
		}
		if !more {
			break
		}
		header = rest
	}
	return -1
}

// weight reads q=0.8 as 800; 1000 where it is missing, 0 where it makes no sense.
func weight(params string) int {
	name, value, found := strings.Cut(params, "=")
	if !found || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1000
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return 0
	}
	return int(f * 1000)
}
