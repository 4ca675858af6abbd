package render

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// formatNumber groups the digits of a number by thousands: {{number .Count}} gives 1,234,567. {{number 2 .Price}} shows two
// places after the point, rounded half away from zero, for whole numbers, floats, and decimals that print as digits.
func formatNumber(args ...any) (string, error) {
	places := -1
	if len(args) == 2 {
		n, ok := toInt(args[0])
		if !ok || n < 0 || n > 30 {
			return "", fmt.Errorf("number takes 0 to 30 places, not %v", args[0])
		}
		places = int(n)
	} else if len(args) != 1 {
		return "", fmt.Errorf("number takes a value, or the number of places and a value, not %d arguments", len(args))
	}
	text, err := digits(args[len(args)-1], places)
	if err != nil {
		return "", err
	}
	if places >= 0 {
		text = roundDigits(text, places)
	}
	return group(text), nil
}

func toInt(v any) (int64, bool) {
	rv := reflect.ValueOf(v)
	if !rv.IsValid() || !rv.CanInt() {
		return 0, false
	}
	return rv.Int(), true
}

// digits writes a number as -123.45. Floats are rounded to places, or shown as short as possible.
func digits(v any, places int) (string, error) {
	if s, ok := v.(fmt.Stringer); ok {
		if text := s.String(); isNumber(text) {
			return text, nil
		}
	}
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
	case rv.CanInt():
		return strconv.FormatInt(rv.Int(), 10), nil
	case rv.CanUint():
		return strconv.FormatUint(rv.Uint(), 10), nil
	case rv.CanFloat():
		text := strconv.FormatFloat(rv.Float(), 'f', places, 64)
		if isNumber(text) {
			return text, nil
		}
	case rv.Kind() == reflect.String && isNumber(rv.String()):
		return rv.String(), nil
	}
	return "", fmt.Errorf("number formats a number, not a %T", v)
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, frac, point := strings.Cut(s, ".")
	return whole != "" && strings.Trim(whole+frac, "0123456789") == "" && (!point || frac != "")
}

// roundDigits rounds half away from zero, or fills with zeros.
func roundDigits(text string, places int) string {
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) <= places {
		frac += strings.Repeat("0", places-len(frac))
		return strings.TrimSuffix(whole+"."+frac, ".")
	}
	up := frac[places] >= '5'
	all := []byte(whole + frac[:places])
	for i := len(all) - 1; up && i >= 0 && all[i] != '-'; i-- {
		if up = all[i] == '9'; up {
			all[i] = '0'
		} else {
			all[i]++
		}
	}
	text = string(all)
	if up { // every digit was a nine
		sign := text[:len(text)-len(strings.TrimPrefix(text, "-"))]
		text = sign + "1" + text[len(sign):]
	}
	return strings.TrimSuffix(text[:len(text)-places]+"."+text[len(text)-places:], ".")
}

// group puts commas between thousands.
func group(text string) string {
	sign := ""
	if rest, neg := strings.CutPrefix(text, "-"); neg {
		sign, text = "-", rest
	}
	whole, frac, _ := strings.Cut(text, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		b.WriteString("." + frac)
	}
	return b.String()
}

// floatFormat rounds a number: {{floatformat .V}} shows one place if there is a fraction, {{floatformat 2 .V}} two, {{floatformat
// -2 .V}} two if there is a fraction. Halves are rounded away from zero.
func floatFormat(args ...any) (string, error) {
	places := int64(-1)
	if len(args) == 2 {
		n, ok := toInt(args[0])
		if !ok || n < -30 || n > 30 {
			return "", fmt.Errorf("floatformat takes -30 to 30 places, not %v", args[0])
		}
		places = n
	} else if len(args) != 1 {
		return "", fmt.Errorf("floatformat takes a value, or the number of places and a value, not %d arguments", len(args))
	}
	text, err := digits(args[len(args)-1], -1)
	if err != nil {
		return "", err
	}
	if places >= 0 {
		return roundDigits(text, int(places)), nil
	}
	rounded := roundDigits(text, int(-places))
	if _, frac, _ := strings.Cut(text, "."); strings.Trim(frac, "0") == "" {
		rounded, _, _ = strings.Cut(rounded, ".")
	}
	return rounded, nil
}

// add adds two numbers: {{add $i 1}}. Whole numbers give an int, others a float64.
func add(a, b any) (any, error) {
	x, ok1 := toInt(a)
	y, ok2 := toInt(b)
	if ok1 && ok2 {
		sum := x + y
		if (sum > x) != (y > 0) {
			return nil, fmt.Errorf("add: %d and %d are too large together", x, y)
		}
		return int(sum), nil
	}
	f, err1 := toFloat(a)
	g, err2 := toFloat(b)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("add: %w", err)
	}
	return f + g, nil
}

// toFloat reads a number, also a decimal that prints as digits.
func toFloat(v any) (float64, error) {
	text, err := digits(v, -1)
	if err != nil {
		return 0, fmt.Errorf("a %T is not a number", v)
	}
	return strconv.ParseFloat(text, 64)
}

// divisibleBy reports whether n divides the number: {{if divisibleby 3 $i}}.
func divisibleBy(n int, value any) (bool, error) {
	v, ok := toInt(value)
	if !ok || n == 0 {
		return false, fmt.Errorf("divisibleby takes a whole number that is not 0 and another, not %d and %v", n, value)
	}
	return v%int64(n) == 0, nil
}

// widthRatio is the share of value in most, as a part of width, rounded: {{widthratio .Votes .AllVotes 100}}.
func widthRatio(value, most, width any) (int, error) {
	var f [3]float64
	for i, v := range []any{value, most, width} {
		var err error
		if f[i], err = toFloat(v); err != nil {
			return 0, fmt.Errorf("widthratio: %w", err)
		}
	}
	if f[1] == 0 {
		return 0, nil
	}
	ratio := math.Round(f[0] / f[1] * f[2])
	if math.IsNaN(ratio) || math.Abs(ratio) > math.MaxInt32 {
		return 0, fmt.Errorf("widthratio: %v of %v is no width", value, most)
	}
	return int(ratio), nil
}

// fileSize is a number of bytes in the units that people read, of 1024 each: 13 bytes, 1.5 MB. The space does not break.
func fileSize(value any) (string, error) {
	f, err := toFloat(value)
	if err != nil {
		return "", fmt.Errorf("filesizeformat: %w", err)
	}
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	if f < 1024 {
		text := strconv.FormatFloat(f, 'f', 0, 64)
		if text == "1" {
			return sign + "1\u00a0byte", nil
		}
		return sign + text + "\u00a0bytes", nil
	}
	unit := 0
	for f /= 1024; f >= 1024 && unit < 4; unit++ {
		f /= 1024
	}
	return sign + strconv.FormatFloat(f, 'f', 1, 64) + "\u00a0" + [...]string{"KB", "MB", "GB", "TB", "PB"}[unit], nil
}

// pluralize gives the ending for a number or the length of a list: {{pluralize .N}} is "" for 1 and else "s"; {{pluralize
// "y,ies" .N}} chooses between two endings, {{pluralize "es" .N}} names the plural's.
func pluralize(args ...any) (string, error) {
	one, many := "", "s"
	if len(args) == 2 {
		text, ok := args[0].(string)
		if !ok {
			return "", fmt.Errorf("pluralize takes endings as text, such as \"y,ies\", not %v", args[0])
		}
		if a, b, both := strings.Cut(text, ","); both {
			one, many = a, b
		} else {
			many = text
		}
	} else if len(args) != 1 {
		return "", fmt.Errorf("pluralize takes a number, or endings and a number, not %d arguments", len(args))
	}
	single, err := isOne(args[len(args)-1])
	if err != nil {
		return "", err
	}
	if single {
		return one, nil
	}
	return many, nil
}

func isOne(v any) (bool, error) {
	rv := reflect.ValueOf(v)
	switch {
	case !rv.IsValid():
	case rv.CanInt():
		return rv.Int() == 1, nil
	case rv.CanUint():
		return rv.Uint() == 1, nil
	case rv.Kind() == reflect.Slice || rv.Kind() == reflect.Map || rv.Kind() == reflect.Array:
		return rv.Len() == 1, nil
	}
	return false, fmt.Errorf("pluralize takes a whole number or a list, not a %T", v)
}
