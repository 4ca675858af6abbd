package devloop

import (
	"net/http"
	"slices"
	"strings"
)

// policyHeaders are the headers that hold a content security policy.
func policyHeaders() []string {
	return []string{"Content-Security-Policy", "Content-Security-Policy-Report-Only"}
}

// allow makes the policies of an answer allow the script and its connection, with as little as possible. It returns the nonce
// that the script has to carry, or "".
func allow(h http.Header) (nonce string) {
	for _, name := range policyHeaders() {
		values := h.Values(name)
		for i, v := range values {
			var policies []string
			for p := range strings.SplitSeq(v, ",") {
				fixed, n := allowIn(p)
				policies = append(policies, fixed)
				if nonce == "" {
					nonce = n
				}
			}
			values[i] = strings.Join(policies, ",")
		}
	}
	return nonce
}

// allowIn does it for one policy (Content Security Policy Level 3).
func allowIn(policy string) (fixed, nonce string) {
	var names []string
	sources := map[string][]string{}
	for d := range strings.SplitSeq(policy, ";") {
		fields := strings.Fields(d)
		if len(fields) == 0 {
			continue
		}
		name := strings.ToLower(fields[0])
		if _, twice := sources[name]; !twice { // the first one counts
			names, sources[name] = append(names, name), fields[1:]
		}
	}
	if len(names) == 0 {
		return policy, ""
	}
	script := effective(sources, "script-src-elem", "script-src", "default-src")
	for _, s := range sources[script] {
		if v, ok := strings.CutPrefix(s, "'nonce-"); ok {
			nonce = strings.TrimSuffix(v, "'")
		}
	}
	strict := slices.Contains(sources[script], "'strict-dynamic'")
	changed := false
	add := func(name, from string) {
		if from == "" {
			return
		}
		changed = true
		if name != from {
			names = append(names, name)
		}
		list := slices.DeleteFunc(slices.Clone(sources[from]), func(s string) bool { return s == "'none'" })
		sources[name] = append(list, "'self'")
	}
	if nonce == "" && !strict && script != "" && !allowsSelf(sources[script]) {
		add(inPlaceOf(script), script)
	}
	if connect := effective(sources, "connect-src", "default-src"); connect != "" && !allowsSelf(sources[connect]) {
		add("connect-src", connect)
	}
	if !changed {
		return policy, nonce
	}
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(strings.Join(append([]string{name}, sources[name]...), " "))
	}
	return b.String(), nonce
}

// inPlaceOf is the directive to write for scripts: default-src is for everything else too.
func inPlaceOf(directive string) string {
	if directive == "default-src" {
		return "script-src"
	}
	return directive
}

// effective is the first of the directives that the policy has, or "".
func effective(sources map[string][]string, names ...string) string {
	for _, n := range names {
		if _, ok := sources[n]; ok {
			return n
		}
	}
	return ""
}

func allowsSelf(list []string) bool {
	return slices.Contains(list, "'self'") || slices.Contains(list, "*")
}
