package web

import "net/http"

// Limits bound what one request may send. They hold before any middleware or handler sees the request, whichever parser
// reads it. In [Options] zero means the default, in [Route.Limits] what the site says; negative means no limit.
type Limits struct {
	// Body is the largest body in bytes, declared or chunked. Beyond it reading fails and [Fail] answers 413. Defaults to 10 MiB.
	Body int64
	// Query is the longest query string in bytes, and the longest path: 414. Defaults to 8 KiB.
	Query int
	// HeaderLines is the largest number of header lines: 431. Their bytes are bounded by [ServerOptions.MaxHeaderBytes].
	// Defaults to 100.
	HeaderLines int
	// Fields is the largest number of fields of a query string or a form, files not counted: 400 for a query, 413 for a
	// form. Defaults to 1000, as in Django.
	Fields int
	// FieldBytes is the largest value of one field of a form: 413. Defaults to 1 MiB.
	FieldBytes int64
	// Values is how many bytes JSON ([DecodeJSON]) or the values of a form may hold together, since they are held in memory: 413.
	// Defaults to 2.5 MiB, as in Django.
	Values int64
	// Files is the largest number of files of a form: 413. Defaults to 100, as in Django.
	Files int
	// FileBytes is the largest file of a form: 413. Defaults to no limit but that of Body.
	FileBytes int64
	// Memory is how many bytes of the files of a form are kept in memory, all files together; what is larger goes to
	// temporary files, which are removed at the end of the request. Defaults to 2.5 MiB, as in Django.
	Memory int64
	// Depth is how deep JSON may nest: 400. Defaults to 100.
	Depth int
}

// The defaults of Limits.
const (
	DefaultBody        = 10 << 20
	DefaultQuery       = 8 << 10
	DefaultHeaderLines = 100
	DefaultFields      = 1000
	DefaultFieldBytes  = 1 << 20
	DefaultValues      = 5 << 19 // 2.5 MiB
	DefaultFiles       = 100
	DefaultMemory      = 5 << 19 // 2.5 MiB
	DefaultDepth       = 100
)

func defaultLimits() Limits {
	return Limits{
		Body: DefaultBody, Query: DefaultQuery, HeaderLines: DefaultHeaderLines, Fields: DefaultFields,
		FieldBytes: DefaultFieldBytes, Values: DefaultValues, Files: DefaultFiles, FileBytes: -1, Memory: DefaultMemory, Depth: DefaultDepth,
	}
}

// over returns l with the fields that are zero taken from base.
func (l Limits) over(base Limits) Limits {
	return Limits{
		Body: or(l.Body, base.Body), Query: or(l.Query, base.Query), HeaderLines: or(l.HeaderLines, base.HeaderLines),
		Fields: or(l.Fields, base.Fields), FieldBytes: or(l.FieldBytes, base.FieldBytes), Values: or(l.Values, base.Values), Files: or(l.Files, base.Files),
		FileBytes: or(l.FileBytes, base.FileBytes), Memory: or(l.Memory, base.Memory), Depth: or(l.Depth, base.Depth),
	}
}

func or[T int | int64](a, b T) T {
	if a != 0 {
		return a
	}
	return b
}

// exceeds reports whether n is beyond the limit; a negative limit is none.
func exceeds[T int | int64](n, limit T) bool { return limit >= 0 && n > limit }

// limitsOf returns the limits that hold for the request: those of its route, or of its router, or the defaults.
func limitsOf(r *http.Request) Limits {
	st := stateOf(r.Context())
	switch {
	case st == nil:
		return defaultLimits()
	case st.search.route != nil:
		return st.search.route.limits
	}
	return st.mux.opt.Limits
}
