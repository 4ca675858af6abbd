package orm

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/musette-go/musette/schema"
)

// assigned writes the new value of a column.
func (b *builder) assigned(a *assign) {
	if a.n.aggregates() {
		b.fail(fmt.Errorf("orm: an update sets %s to an aggregate: use a subquery over a relation (SumOf, Count)", a.c.name()))
		return
	}
	if a.n.op == opVal && a.n.col == nil {
		b.value(a.n, a.c.f.places)
		return
	}
	low, high := a.c.f.bounds()
	if low == "" || !b.ft.ScaledDecimals {
		b.converted(a)
		return
	}
	// SQLite's columns take any number: what does not fit must fail here, as it does elsewhere.
	b.s("CASE WHEN ")
	b.converted(a)
	b.s(" NOT BETWEEN " + low + " AND " + high + " THEN abs(-9223372036854775807 - 1) ELSE ")
	b.converted(a)
	b.s(" END")
}

// bounds are the least and the greatest number that the column holds, as integers; empty for other types.
func (f *field) bounds() (low, high string) {
	switch f.Type {
	case schema.SmallIntegerField:
		return strconv.Itoa(math.MinInt16), strconv.Itoa(math.MaxInt16)
	case schema.IntegerField:
		return strconv.Itoa(math.MinInt32), strconv.Itoa(math.MaxInt32)
	case schema.BigIntegerField:
		return "(-9223372036854775807 - 1)", "9223372036854775807"
	case schema.DecimalField:
		nines := strings.Repeat("9", min(f.MaxDigits, 18))
		return "-" + nines, nines
	}
	return "", ""
}

// converted writes an expression with the decimal places of the column.
func (b *builder) converted(a *assign) {
	places, n := a.c.f.places, a.n
	if b.ft.ScaledDecimals && places >= 0 && n.places() > places {
		b.rounded(n, n.places()-places)
		return
	}
	b.at(n, places)
}

// rounded drops decimal places of a scaled integer, half away from zero as PostgreSQL's numeric does.
func (b *builder) rounded(n *node, drop int) {
	zeros := strings.Repeat("0", drop-1)
	b.s("((")
	b.node(n)
	b.s(" + CASE WHEN ")
	b.node(n)
	b.s(" < 0 THEN -5" + zeros + " ELSE 5" + zeros + " END) / 10" + zeros + ")")
}
