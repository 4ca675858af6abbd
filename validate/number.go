package validate

import (
	"cmp"
	"fmt"
	"math"

	"github.com/musette-go/musette/decimal"
)

// Min refuses values below least, with the code "min_value".
func Min[T cmp.Ordered](least T) func(T) error {
	return func(v T) error {
		if v < least || v != v {
			return codeError("min_value", fmt.Sprintf("Ensure this value is greater than or equal to %v.", least))
		}
		return nil
	}
}

// Max refuses values above most, with the code "max_value".
func Max[T cmp.Ordered](most T) func(T) error {
	return func(v T) error {
		if v > most || v != v {
			return codeError("max_value", fmt.Sprintf("Ensure this value is less than or equal to %v.", most))
		}
		return nil
	}
}

// Range refuses values below least and above most.
func Range[T cmp.Ordered](least, most T) func(T) error { return All(Min(least), Max(most)) }

// MinDecimal refuses decimals below least, with the code "min_value".
func MinDecimal(least decimal.Decimal) func(decimal.Decimal) error {
	return func(v decimal.Decimal) error {
		if v.Less(least) {
			return codeError("min_value", fmt.Sprintf("Ensure this value is greater than or equal to %s.", least))
		}
		return nil
	}
}

// MaxDecimal refuses decimals above most, with the code "max_value".
func MaxDecimal(most decimal.Decimal) func(decimal.Decimal) error {
	return func(v decimal.Decimal) error {
		if most.Less(v) {
			return codeError("max_value", fmt.Sprintf("Ensure this value is less than or equal to %s.", most))
		}
		return nil
	}
}

// Step refuses values that are no multiple of step, counted from offset, with the code "step_size".
func Step(step, offset float64) func(float64) error {
	return func(v float64) error {
		if r := math.Remainder(v-offset, step); math.Abs(r) <= 1e-9*math.Max(1, math.Abs(step)) {
			return nil
		}
		return codeError("step_size", fmt.Sprintf("Ensure this value is a multiple of step size %v.", step))
	}
}

// Decimal refuses decimals with more than maxDigits digits in all, more than places after the point, or more before it than these two
// leave; zeros at the end count, as in Django. The codes are "max_digits", "max_decimal_places" and "max_whole_digits".
func Decimal(maxDigits, places int) func(decimal.Decimal) error {
	return func(v decimal.Decimal) error {
		whole := maxDigits - places
		switch {
		case v.Digits() > maxDigits:
			return codeError("max_digits", fmt.Sprintf("Ensure that there are no more than %s in total.", plural(maxDigits, "digit")))
		case v.Scale() > places:
			return codeError("max_decimal_places", fmt.Sprintf("Ensure that there are no more than %s.", plural(places, "decimal place")))
		case v.IntDigits() > whole:
			return codeError("max_whole_digits", fmt.Sprintf("Ensure that there are no more than %s before the decimal point.", plural(whole, "digit")))
		}
		return nil
	}
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
