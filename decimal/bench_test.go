package decimal

import "testing"

// TestNoAllocations holds the promise that small values cost no memory.
func TestNoAllocations(t *testing.T) { // not parallel: AllocsPerRun counts every goroutine's
	d, e := MustParse("1234567890123.45"), MustParse("-0.007")
	plain, buf := []byte("1234567890123.45"), make([]byte, 0, 64)
	quoted, wire := []byte(`"12.50"`), d.AppendNumeric(nil)
	eighteen := MustParse("99.9999999999999999").AppendNumeric(nil)
	var sink Decimal
	for name, f := range map[string]func(){
		"Parse":           func() { sink, _ = Parse("1234567890123.45") },
		"UnmarshalText":   func() { _ = sink.UnmarshalText(plain) },
		"UnmarshalJSON":   func() { _ = sink.UnmarshalJSON(quoted) },
		"AppendTo":        func() { buf = d.AppendTo(buf[:0]) },
		"AppendNumeric":   func() { buf = d.AppendNumeric(buf[:0]) },
		"DecodeNumeric":   func() { _ = sink.DecodeNumeric(wire) },
		"DecodeNumeric18": func() { _ = sink.DecodeNumeric(eighteen) },
		"Add":             func() { sink = d.Add(e) },
		"Sub":             func() { sink = d.Sub(e) },
		"Mul":             func() { sink = d.Mul(New(3, 1)) },
		"Div":             func() { sink, _ = d.Div(e, 2, HalfEven) },
		"QuoRem":          func() { sink, _, _ = d.QuoRem(e) },
		"Cmp":             func() { d.Cmp(e) },
		"CmpFarApart":     func() { d.Cmp(New(1, 900)) },
		"Round":           func() { sink = d.Round(1, HalfUp) },
		"Unscaled":        func() { _, _ = d.Unscaled(4) },
		"Normalize":       func() { sink = d.Normalize() },
		"IntDigits":       func() { d.IntDigits() },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	if n := testing.AllocsPerRun(100, func() { text(d) }); n != 1 {
		t.Errorf("String allocates %v times; want 1, the string", n)
	}
}

// text is String where the compiler cannot see that the result is dropped.
//
//go:noinline
func text(d Decimal) string { return d.String() }

func BenchmarkParse(b *testing.B) {
	for name, s := range map[string]string{"small": "1234.50", "large": "12345678901234567890123.45"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Parse(s)
			}
		})
	}
}

func BenchmarkString(b *testing.B) {
	d := MustParse("1234.50")
	b.ReportAllocs()
	for b.Loop() {
		text(d)
	}
}

func BenchmarkAdd(b *testing.B) {
	for name, s := range map[string]string{"same scale": "0.07", "other scale": "0.007", "large": "12345678901234567890123.45"} {
		b.Run(name, func(b *testing.B) {
			d, e := MustParse("1234.50"), MustParse(s)
			b.ReportAllocs()
			for b.Loop() {
				d.Add(e)
			}
		})
	}
}

func BenchmarkDecodeNumeric(b *testing.B) {
	for name, s := range map[string]string{"small": "1234.50", "18 digits": "12345678901234.5678", "large": "12345678901234567890123.45"} {
		b.Run(name, func(b *testing.B) {
			wire := MustParse(s).AppendNumeric(nil)
			var d Decimal
			b.ReportAllocs()
			for b.Loop() {
				_ = d.DecodeNumeric(wire)
			}
		})
	}
}

func BenchmarkAppendNumeric(b *testing.B) {
	for name, s := range map[string]string{"small": "1234.50", "18 digits": "12345678901234.5678", "large": "12345678901234567890123.45"} {
		b.Run(name, func(b *testing.B) {
			d, buf := MustParse(s), make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				buf = d.AppendNumeric(buf[:0])
			}
		})
	}
}
