/*
Package decimal is an exact decimal number, for money, quantities and everything else that people write with a decimal
point.

	price := decimal.MustParse("10.99")
	total := price.Mul(decimal.FromInt(3))         // 32.97
	vat := total.Mul(decimal.MustParse("0.19"))    // 6.2643
	due := total.Add(vat.Round(2, decimal.HalfUp)) // 39.23

# Values

A [Decimal] is an integer coefficient and a scale, the number of digits after the point. The scale is part of what is
written and is kept: "12.50" reads, prints, is stored and comes back as 12.50. It is not part of the number: 12.5 and 12.50
are [Decimal.Equal]. [Decimal.Normalize] strips the zeros.

Decimals are small immutable values without a constructor to remember: the zero value is 0, copies share nothing that
changes, and goroutines need no locks. Do not compare them by ==, which also compares scales.

# Arithmetic

[Decimal.Add], [Decimal.Sub] and [Decimal.Mul] are exact. A sum has the larger scale of its two terms, a product the sum
of the scales. Only an operation that cannot be exact rounds, and it is told how: [Decimal.Div] and [Decimal.Round] take
a scale and a [RoundingMode]. There is no global precision and no hidden context. No operation uses floating point.

Coefficients up to about 9.2e18, 18 digits and then some, are int64 and cost a few machine instructions and no memory.
Larger ones become [math/big.Int] by themselves, and smaller results become int64 again.

# Limits

Text from outside ([Parse], JSON, flags) may have [MaxDigits] digits and [MaxScale] of them after the point, so that
"1e1000000" in a form costs nothing. Values from a database, and results, may be as large as PostgreSQL's numeric: 131,072
digits before the point and 16,383 after it. Methods that return an error report what exceeds that with [ErrRange]; the
others panic, since only a program that multiplies in a loop without rounding gets there.

A form or an API usually wants far less. [Decimal.Digits], [Decimal.IntDigits] and [Decimal.Scale] are what a check of
max_digits and decimal_places needs.

# Text, JSON and databases

[Decimal.String] is plain notation, never with an exponent. In JSON a Decimal is a string, "12.50" in quotes, because many
readers of JSON turn its numbers into floats; strings and numbers are both accepted on input.

With database/sql a Decimal is text. For PostgreSQL's binary protocol there are [Decimal.AppendNumeric] and
[Decimal.DecodeNumeric], which allocate nothing for small values. For databases that have only integers there are
[Decimal.Unscaled] and [FromUnscaled].
*/
package decimal
