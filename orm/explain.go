package orm

import (
	"context"
	"slices"
	"strings"
)

// ExplainOption chooses what Explain tells.
type ExplainOption uint8

// The options of Explain. SQLite knows its plan only and ignores them.
const (
	Analyze    ExplainOption = iota // run the query and tell what it took
	Buffers                         // blocks read; implies Analyze
	Verbose                         // output columns and schema names
	FormatJSON                      // the plan as JSON
)

// Explain returns the database's plan for the query, as text.
//
//	EXPLAIN (ANALYZE) SELECT …
//
//go:noinline
func (q *Query[P]) Explain(ctx context.Context, opts ...ExplainOption) (string, error) {
	c := core(*q)
	d, err := c.database(ctx)
	if err != nil {
		return "", err
	}
	sql, args, err := c.compile(d, kSelect, nil)
	if err != nil {
		return "", err
	}
	head := "EXPLAIN QUERY PLAN "
	if d.Dialect().Features.ArrayParams {
		head = "EXPLAIN " + explainOptions(opts)
	}
	rows, err := d.Query(ctx, head+sql, args...)
	if err != nil {
		return "", c.d.dbError(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		rows.Skip(len(rows.Columns()) - 1) // SQLite's plan has three numbers before the text
		lines = append(lines, rows.String())
	}
	return strings.Join(lines, "\n"), rows.Err()
}

func explainOptions(opts []ExplainOption) string {
	var words []string
	add := func(w string) {
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for _, o := range opts {
		switch o {
		case Analyze:
			add("ANALYZE")
		case Buffers:
			add("ANALYZE")
			add("BUFFERS")
		case Verbose:
			add("VERBOSE")
		case FormatJSON:
			add("FORMAT JSON")
		}
	}
	if len(words) == 0 {
		return ""
	}
	return "(" + strings.Join(words, ", ") + ") "
}
