package decimal_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/musette-go/musette/decimal"
)

func Example() {
	price := decimal.MustParse("10.99")
	total := price.Mul(decimal.FromInt(3))
	vat := total.Mul(decimal.MustParse("0.19"))
	due := total.Add(vat.Round(2, decimal.HalfUp))
	fmt.Println(total, vat, due)
	// Output: 32.97 6.2643 39.23
}

func ExampleParse() {
	d, err := decimal.Parse("12.50")
	fmt.Println(d, d.Scale(), err)
	_, err = decimal.Parse("12,50")
	fmt.Println(errors.Is(err, decimal.ErrSyntax))
	_, err = decimal.Parse("1e1000000")
	fmt.Println(err)
	// Output:
	// 12.50 2 <nil>
	// true
	// decimal: "1e1000000" is out of range; expected at most 1000 digits, 1000 of them after the point, in 1100 bytes
}

func ExampleDecimal_Add() {
	fmt.Println(decimal.MustParse("0.1").Add(decimal.MustParse("0.2")))
	// Output: 0.3
}

func ExampleDecimal_Equal() {
	a, b := decimal.MustParse("1.5"), decimal.MustParse("1.50")
	fmt.Println(a.Equal(b), a == b)
	// Output: true false
}

func ExampleDecimal_Div() {
	third, err := decimal.FromInt(100).Div(decimal.FromInt(3), 2, decimal.HalfEven)
	fmt.Println(third, err)
	_, err = third.Div(decimal.Zero, 2, decimal.HalfEven)
	fmt.Println(err)
	// Output:
	// 33.33 <nil>
	// decimal: 33.33 / 0
}

func ExampleDecimal_QuoRem() {
	boxes, left, _ := decimal.MustParse("7.5").QuoRem(decimal.FromInt(2))
	fmt.Println(boxes, left)
	// Output: 3 1.5
}

func ExampleDecimal_Round() {
	d := decimal.MustParse("2.345")
	fmt.Println(d.Round(2, decimal.HalfEven), d.Round(2, decimal.HalfUp), d.Round(5, decimal.Down), d.Round(-1, decimal.Up))
	// Output: 2.34 2.35 2.34500 10
}

func ExampleDecimal_Rescale() {
	fmt.Println(decimal.MustParse("12.500").Rescale(2))
	fmt.Println(decimal.MustParse("12.505").Rescale(2))
	// Output:
	// 12.50 true
	// 12.50 false
}

func ExampleDecimal_Unscaled() {
	cents, ok := decimal.MustParse("12.5").Unscaled(2)
	fmt.Println(cents, ok, decimal.FromUnscaled(cents, 2))
	// Output: 1250 true 12.50
}

func ExampleDecimal_IntDigits() {
	const maxDigits, decimalPlaces = 5, 2
	for _, s := range []string{"999.99", "1000", "0.125"} {
		d := decimal.MustParse(s)
		fmt.Println(d, d.Scale() <= decimalPlaces && d.IntDigits() <= maxDigits-decimalPlaces)
	}
	// Output:
	// 999.99 true
	// 1000 false
	// 0.125 false
}

func ExampleDecimal_MarshalJSON() {
	var order struct {
		Price decimal.Decimal `json:"price"`
	}
	_ = json.Unmarshal([]byte(`{"price": 10.90}`), &order)
	data, _ := json.Marshal(order)
	fmt.Println(string(data))
	// Output: {"price":"10.90"}
}

func ExampleSum() {
	fmt.Println(decimal.Sum(decimal.MustParse("1.10"), decimal.MustParse("2.205"), decimal.FromInt(3)))
	// Output: 6.305
}
