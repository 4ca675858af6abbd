package generate

import (
	"strings"
	"unicode"
)

// snake is the field's name as Django would write it: SoldOutAt gives sold_out_at, HTTPPort http_port, UserID user_id.
func snake(name string) string {
	rs := []rune(name)
	var b strings.Builder
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && startsWord(rs, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord reports whether the capital at i begins a word: it follows a small letter or a digit, or ends an
// abbreviation (the P of HTTPPort). The s of IDs and URLs is part of the abbreviation.
func startsWord(rs []rune, i int) bool {
	prev := rs[i-1]
	if prev == '_' {
		return false
	}
	if !unicode.IsUpper(prev) {
		return true
	}
	if i+1 >= len(rs) || !unicode.IsLower(rs[i+1]) {
		return false
	}
	plural := rs[i+1] == 's' && i+2 == len(rs)
	return !plural
}

// unexport makes a name start in lower case: Book gives book, HTTPPort httpPort, ID id.
func unexport(name string) string {
	rs := []rune(name)
	n := 0
	for n < len(rs) && unicode.IsUpper(rs[n]) {
		n++
	}
	if n > 1 && n < len(rs) && unicode.IsLower(rs[n]) {
		n-- // the last capital begins the next word
	}
	return strings.ToLower(string(rs[:n])) + string(rs[n:])
}

// export makes a name start with a capital.
func export(name string) string {
	rs := []rune(name)
	if len(rs) > 0 {
		rs[0] = unicode.ToUpper(rs[0])
	}
	return string(rs)
}

// reserved are the names that a field, a key or a related_name cannot have: they are, or may become, methods of managers,
// queries and relations, where the column of that name would hide them.
var reserved = makeSet("Model", "Result", "Query", "Manager", "All", "Get", "First", "Last", "One", "Count", "Exists", "Filter",
	"Exclude", "OrderBy", "Reverse", "Limit", "Offset", "Distinct", "SelectRelated", "PrefetchRelated", "Only", "Defer",
	"ForUpdate", "Using", "Iter", "Explain", "Update", "Delete", "DeleteAll", "Create", "Save", "BulkCreate", "BulkUpdate", "GetOrCreate",
	"UpdateOrCreate", "Descriptor", "New", "Load", "For", "Unrestricted", "With", "Page", "SQL", "None", "Validate", "Refresh",
	"Set", "SetNull", "Under", "Rel", "IsNull", "IsNotNull", "Path", "Meta", "Clean", "IsSaved", "Latest",
	"Earliest", "Paginate", "PaginateUncounted")

// reservedOutputs are names that only the outputs of results cannot have, besides the others.
var reservedOutputs = makeSet("From")

func makeSet(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[n] = true
	}
	return set
}
