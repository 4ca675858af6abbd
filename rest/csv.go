package rest

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
)

// toCSV turns an answer into a table: a line of names, then a line for each row. Values of values are written as JSON.
func toCSV(body []byte) ([]byte, error) {
	v, err := readJSON(body, maxDepth)
	if err != nil {
		return nil, err
	}
	rows := []value{v}
	switch v.kind {
	case objectValue:
		if results := v.get("results"); results != nil && results.kind == listValue {
			rows = results.list
		}
	case listValue:
		rows = v.list
	}
	var names []string
	for i := range rows {
		for _, k := range rows[i].keys {
			if !slices.Contains(names, k) {
				names = append(names, k)
			}
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	lines := [][]string{cells(names)}
	for i := range rows {
		line := make([]string, len(names))
		for k, name := range names {
			if cell := rows[i].get(name); cell != nil {
				line[k] = cell.cell()
			}
		}
		lines = append(lines, line)
	}
	err = w.WriteAll(lines)
	return out.Bytes(), err
}

func cells(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = harmless(n)
	}
	return out
}

// cell is a value as a cell of a table.
func (v *value) cell() string {
	switch v.kind {
	case nullValue:
		return ""
	case textValue:
		return harmless(v.text)
	}
	return string(v.append(nil))
}

// harmless keeps a spreadsheet from taking a text for a formula: what begins like one gets an apostrophe before it, as OWASP advises. Texts
// that are plain numbers stay.
func harmless(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return s
	}
	if strings.Trim(s[1:], "0123456789.") == "" && len(s) > 1 && s[0] == '-' {
		return s
	}
	return "'" + s
}
