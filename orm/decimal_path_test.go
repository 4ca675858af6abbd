package orm_test

import (
	"encoding/json"
	"html/template"
	"strings"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/internal/testmodels/kinds"
)

// TestDecimalsGoUnchanged sends prices from JSON into the database and from there into a page and into JSON again.
func TestDecimalsGoUnchanged(t *testing.T) {
	t.Parallel()
	page := template.Must(template.New("").Parse(`<b>{{.Price}}</b>`))
	on(t, kinds.Models, func(e *env) {
		for _, text := range []string{"10.99", "0.10", "0.20", "0.30", "-0.01", "99999999.99", "10.00", "0.00"} {
			var in struct{ Price decimal.Decimal }
			e.do(json.Unmarshal([]byte(`{"Price": "`+text+`"}`), &in))
			p := plainRow()
			p.Price = in.Price
			create(e, plains.Create, p)
			got := get(e, &plains.Query, plains.ID.Eq(p.ID), plains.Price.Eq(in.Price))
			var html strings.Builder
			e.do(page.Execute(&html, got))
			same(e, html.String(), "<b>"+text+"</b>")
			in.Price = got.Price
			out, err := json.Marshal(in)
			same(e, string(out), ok(e, `{"Price":"`+text+`"}`, err))
		}
		// the sum that floats get wrong
		tenth, fifth := get(e, &plains.Query, plains.Price.Eq(dec("0.1"))), get(e, &plains.Query, plains.Price.Eq(dec("0.2")))
		same(e, tenth.Price.Add(fifth.Price), get(e, &plains.Query, plains.Price.Eq(dec("0.3"))).Price)
	})
}
