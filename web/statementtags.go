package web

import "context"

// StatementTags are what the comment of an SQL statement says of the request that ctx belongs to, for db.Options.Comment, by the
// names that sqlcommenter has for them: request_id, the pattern of the route, and traceparent, as far as ctx has them. Outside
// requests there are none.
func StatementTags(ctx context.Context) map[string]string {
	tags := make(map[string]string, 3)
	if id := RequestID(ctx); id != "" {
		tags["request_id"] = id
	}
	if st := stateOf(ctx); st != nil && st.search.route != nil {
		tags["route"] = st.search.route.pat.text
	}
	if t := traceOf(ctx); t != nil {
		tags["traceparent"] = t.String()
	}
	return tags
}
