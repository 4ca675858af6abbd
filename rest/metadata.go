package rest

import (
	"fmt"
	"net/http"
	"strings"
)

// plainMetadata answers OPTIONS of an address without a serializer.
func plainMetadata(_ *Request, e *endpoint) (*Response, error) {
	return &Response{Status: http.StatusOK, raw: append(e.appendMetadata(nil), '}')}, nil
}

// appendMetadata writes what DRF's SimpleMetadata says of every view, without the bracket at the end.
func (e *endpoint) appendMetadata(b []byte) []byte {
	b = appendText(append(b, `{"name":`...), e.title)
	b = appendText(append(b, `,"description":`...), e.description)
	b = append(b, `,"renders":["application/json"`...)
	for _, o := range e.offers {
		if o == asCSV {
			b = append(b, `,"text/csv"`...)
		}
	}
	return append(b, `],"parses":["application/json","application/x-www-form-urlencoded","multipart/form-data"]`...)
}

// metadata answers OPTIONS: the fields and their rules for what this person may do here, and for nothing else.
func (c *viewset) metadata(rq *Request, e *endpoint) (*Response, error) {
	b := e.appendMetadata(nil)
	first := true
	for _, name := range []string{http.MethodPut, http.MethodPost} {
		m := e.methods[name]
		if m == nil || m.action != "update" && m.action != "create" {
			continue
		}
		ok, err := c.mayWrite(rq, e, name, m.action)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if first {
			b = append(b, `,"actions":{`...)
		} else {
			b = append(b, ',')
		}
		first = false
		b = append(appendText(b, name), ':')
		b = c.plan.appendRules(b)
	}
	if !first {
		b = append(b, '}')
	}
	return &Response{Status: http.StatusOK, raw: append(b, '}')}, nil
}

// mayWrite asks the permissions as if the request had another method.
func (c *viewset) mayWrite(rq *Request, e *endpoint, method, action string) (bool, error) {
	as := *rq
	r := *rq.R
	r.Method = method
	as.R, as.Action = &r, action
	err := as.may(e.permission, nil)
	if err == nil && method == http.MethodPut {
		_, err = c.object(&as, e.permission, pkOf(rq), false, false)
	}
	if err != nil && apiError(err) == nil {
		return false, err
	}
	return err == nil, nil
}

// appendRules writes the fields of a serializer with their rules.
func (p *plan) appendRules(b []byte) []byte {
	b = append(b, '{')
	for i, f := range p.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.appendRules(append(b, f.head...))
	}
	return append(b, '}')
}

func (f *field) appendRules(b []byte) []byte {
	b = appendText(append(b, `{"type":`...), f.kind)
	b = appendBool(append(b, `,"required":`...), f.required && !f.readOnly)
	b = appendBool(append(b, `,"read_only":`...), f.readOnly)
	b = appendText(append(b, `,"label":`...), f.label())
	if f.sf.Help != "" {
		b = appendText(append(b, `,"help_text":`...), f.sf.Help)
	}
	if !f.readOnly && f.i >= 0 && f.child == nil && f.sf.Relation == nil {
		b = f.appendBounds(b)
	}
	if f.child != nil {
		b = append(b, map[bool]string{true: `,"child":`, false: `,"children":`}[f.many]...)
		if f.many {
			b = append(b, `{"type":"nested object","required":false,"read_only":`...)
			b = append(appendBool(b, f.readOnly), `,"children":`...)
			return append(f.child.appendRules(b), '}', '}')
		}
		b = f.child.appendRules(b)
	}
	return append(b, '}')
}

// label is the label as DRF shows it.
func (f *field) label() string {
	if f.sf.Label != "" {
		return capital(f.sf.Label)
	}
	if f.name == "id" {
		return "ID"
	}
	return capital(strings.ToLower(strings.ReplaceAll(f.name, "_", " ")))
}

func (f *field) appendBounds(b []byte) []byte {
	switch {
	case f.sf.Choices != nil:
		b = append(b, `,"choices":[`...)
		for i, c := range f.sf.Choices {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, `{"value":`...)
			if s, ok := c.Value.(string); ok {
				b = appendText(b, s)
			} else {
				b = fmt.Append(b, c.Value)
			}
			b = append(appendText(append(b, `,"display_name":`...), c.Label), '}')
		}
		return append(b, ']')
	case f.sf.Type.IsText() && f.sf.MaxLength > 0:
		return appendInt(append(b, `,"max_length":`...), int64(f.sf.MaxLength))
	case f.sf.Type.IsInt():
		lo, hi := intRange(f.sf.Type)
		return appendInt(append(appendInt(append(b, `,"min_value":`...), lo), `,"max_value":`...), hi)
	}
	return b
}
