package generate

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// constant reads the default of a field, as a constant of its type.
func (c *collector) constant(f *field) {
	s, ok := f.settings["default"]
	if !ok {
		return
	}
	v, err := f.parseConstant(s.value)
	if err != nil {
		c.add(f.pos, f.subject(), "default=%s: %s", s.value, err)
		return
	}
	f.spec.Default = v
}

// parseConstant reads text as a value of the field's kind, in the Go types that schema.Field.Default holds.
func (f *field) parseConstant(text string) (any, error) {
	switch f.kind.class {
	case boolClass:
		if text != "true" && text != "false" {
			return nil, fmt.Errorf("not a bool: write true or false")
		}
		return text == "true", nil
	case intClass:
		n, err := strconv.ParseInt(text, 10, f.bits())
		if err != nil {
			return nil, fmt.Errorf("not a whole number of %d bits", f.bits())
		}
		return n, nil
	case floatClass:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
			return nil, fmt.Errorf("not a number: write it as 0.5")
		}
		return x, nil
	case decimalClass:
		return f.parseNumber(text)
	case stringClass:
		if n := utf8.RuneCountInString(text); f.spec.MaxLength > 0 && n > f.spec.MaxLength {
			return nil, fmt.Errorf("%d characters are more than max_length=%d", n, f.spec.MaxLength)
		}
		return text, nil
	}
	return nil, fmt.Errorf("a %s cannot be written in a tag: give it in Meta", f.kind.shown)
}

// parseNumber reads a decimal that fits the column.
func (f *field) parseNumber(text string) (any, error) {
	d, err := decimal.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("not a decimal: write it as 0.50")
	}
	if d.Scale() > f.spec.DecimalPlaces || d.IntDigits() > f.spec.MaxDigits-f.spec.DecimalPlaces {
		return nil, fmt.Errorf("it does not fit max_digits=%d, decimal_places=%d", f.spec.MaxDigits, f.spec.DecimalPlaces)
	}
	return schema.Number(text), nil
}
