// Package decimals holds the code of docs/reference/decimals.md.
package decimals

import (
	"fmt"

	"github.com/musette-go/musette/decimal"
)

func Example() {
	// docs:begin bill
	price := decimal.MustParse("10.99")
	total := price.Mul(decimal.FromInt(3))                               // 32.97
	tax := total.Mul(decimal.MustParse("0.19")).Round(2, decimal.HalfUp) // 6.26
	due := total.Add(tax)                                                // 39.23
	fmt.Println(total, tax, due)
	// docs:end bill

	// Output: 32.97 6.26 39.23
}

func Example_scale() {
	// docs:begin scale
	a, b := decimal.MustParse("12.50"), decimal.MustParse("12.5")
	fmt.Println(a, b, a.Equal(b), a == b)
	fmt.Println(a.Normalize(), b.Scale())
	// docs:end scale

	// Output:
	// 12.50 12.5 true false
	// 12.5 1
}

func Example_division() {
	// docs:begin division
	third, err := decimal.FromInt(10).Div(decimal.FromInt(3), 4, decimal.HalfEven) // the error is a division by zero
	fmt.Println(third, err)
	// docs:end division

	// Output: 3.3333 <nil>
}

func Example_errors() {
	// docs:begin parse
	_, err := decimal.Parse("12,50")
	fmt.Println(err)
	// docs:end parse

	// Output: decimal: "12,50" is not a decimal number; expected ASCII digits with an optional sign, point and exponent, without spaces or separators, for example -12.50 or 1.5e3
}
