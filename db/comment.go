package db

import (
	"context"
	"net/url"
	"slices"
	"strings"
)

// The bounds of a comment. PostgreSQL shows the first kilobyte of a statement in pg_stat_activity, and a log line should not
// be made of what a client sent.
const (
	maxCommentValue = 256  // bytes of a name or value before it is encoded
	maxCommentPairs = 4096 // bytes of all pairs together, encoded; what would not fit is left out
)

// commented is the statement with what Options.Comment says of its context.
func (o *Options) commented(ctx context.Context, sql string) string {
	if o.Comment == nil {
		return sql
	}
	return sql + commentOf(o.Comment(ctx))
}

// commentOf writes pairs as sqlcommenter does (https://google.github.io/sqlcommenter/spec/): sorted by name, URL-encoded, the
// values in quotes. What is encoded holds letters, digits and -._~% only, so that nothing in it can end the comment, open
// another one, or look like a parameter.
func commentOf(pairs map[string]string) string {
	names := make([]string, 0, len(pairs))
	for name, value := range pairs {
		if name != "" && value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []string
	size := 0
	for _, name := range names {
		pair := encodeComment(name) + "='" + encodeComment(pairs[name]) + "'"
		if size += len(pair) + 1; size > maxCommentPairs {
			break
		}
		list = append(list, pair)
	}
	if len(list) == 0 {
		return ""
	}
	return " /*" + strings.Join(list, ",") + "*/"
}

func encodeComment(s string) string {
	s = s[:min(len(s), maxCommentValue)]
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") // a plus sign itself is %2B by now
}
