package web

import (
	"slices"
	"strings"
)

// A node stands for the paths that share their first segments. A trailing slash is an empty last segment.
type node struct {
	literal map[string]*node
	edges   []*edge // parameters, the most specific first
	rest    *endpoint
	mount   *endpoint
	here    *endpoint // the path ends at this node
}

// An edge is a segment that holds a parameter.
type edge struct {
	prefix, suffix string
	conv           converter
	to             *node
}

// An endpoint is one path shape with its methods.
type endpoint struct {
	routes []*Route // by index of the method
	any    *Route   // a mounted handler takes every method
	mask   uint32   // methods answered, HEAD and OPTIONS included
}

// insert returns the endpoint of p, made where it does not exist yet.
func (n *node) insert(p *pattern, mount bool) *endpoint {
	for i, s := range p.segments {
		if mount && i == len(p.segments)-1 {
			return ensure(&n.mount)
		}
		if s.param >= 0 && p.params[s.param].conv.rest {
			return ensure(&n.rest)
		}
		n = n.child(s, p)
	}
	return ensure(&n.here)
}

func ensure(e **endpoint) *endpoint {
	if *e == nil {
		*e = new(endpoint)
	}
	return *e
}

func (n *node) child(s segment, p *pattern) *node {
	if s.param < 0 {
		if n.literal == nil {
			n.literal = make(map[string]*node)
		}
		c := n.literal[s.literal]
		if c == nil {
			c = new(node)
			n.literal[s.literal] = c
		}
		return c
	}
	conv := p.params[s.param].conv
	for _, e := range n.edges {
		if e.prefix == s.literal && e.suffix == s.suffix && e.conv.name == conv.name {
			return e.to
		}
	}
	e := &edge{prefix: s.literal, suffix: s.suffix, conv: conv, to: new(node)}
	n.edges = append(n.edges, e)
	slices.SortStableFunc(n.edges, func(a, b *edge) int {
		if d := b.fixed() - a.fixed(); d != 0 {
			return d
		}
		return a.conv.rank - b.conv.rank
	})
	return e.to
}

func (e *edge) fixed() int { return len(e.prefix) + len(e.suffix) }

// clashes reports whether e and f can match the same segment with neither being the more specific one.
func (e *edge) clashes(f *edge) bool {
	return e.fixed() == f.fixed() && e.conv.rank == f.conv.rank && e.prefix != f.prefix &&
		(strings.HasPrefix(e.prefix, f.prefix) || strings.HasPrefix(f.prefix, e.prefix)) &&
		(strings.HasSuffix(e.suffix, f.suffix) || strings.HasSuffix(f.suffix, e.suffix))
}

// take returns what the parameter holds when seg fits the edge.
func (e *edge) take(seg string) (string, bool) {
	if e.fixed() > 0 {
		if len(seg) <= e.fixed() || !strings.HasPrefix(seg, e.prefix) || !strings.HasSuffix(seg, e.suffix) {
			return "", false
		}
		seg = seg[len(e.prefix) : len(seg)-len(e.suffix)]
	}
	return seg, e.conv.match(seg)
}

// A search looks for the route of one request. It visits each node of the tree at most once, so that its work is bounded
// by the number of routes and the length of the path.
type search struct {
	method int // index of the method, -1 for one that no route has
	route  *Route
	mask   uint32 // methods that other routes of this path answer
	values []string
	rest   int // length of the path behind a mount
}

// find looks below n for path, which begins behind a slash.
func (s *search) find(n *node, path string) bool {
	seg, tail, more := strings.Cut(path, "/")
	if c := n.literal[seg]; c != nil && s.step(c, tail, more) {
		return true
	}
	for _, e := range n.edges {
		if v, ok := e.take(seg); ok {
			s.values = append(s.values, v)
			if s.step(e.to, tail, more) {
				return true
			}
			s.values = s.values[:len(s.values)-1]
		}
	}
	if n.rest != nil && isPath(path) && s.accept(n.rest) {
		s.values = append(s.values, path)
		return true
	}
	if n.mount != nil && cleanRest(path) && s.accept(n.mount) {
		s.rest = len(path)
		return true
	}
	return false
}

func (s *search) step(n *node, tail string, more bool) bool {
	if more {
		return s.find(n, tail)
	}
	return n.here != nil && s.accept(n.here)
}

// accept ends the search when e answers the method, and otherwise notes the methods that it does answer.
func (s *search) accept(e *endpoint) bool {
	if s.method >= 0 && s.method < len(e.routes) && e.routes[s.method] != nil {
		s.route = e.routes[s.method]
		return true
	}
	if e.any != nil {
		s.route = e.any
		return true
	}
	s.mask |= e.mask
	return false
}
