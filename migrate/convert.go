package migrate

import (
	"fmt"
	"strings"

	"github.com/musette-go/musette/schema"
)

// conversion is how the values of a column come into another type: an expression over the column ("" for the value as it
// is), and the conditions under which nothing is lost.
type conversion struct {
	sql    string
	guards []stmt
}

// converter gathers a conversion.
type converter struct {
	d        dialect
	table    string
	column   string // quoted
	old, new *column
	conversion
}

// convert finds the conversion between two types, or refuses.
func convert(d dialect, table string, old, new *column) (conversion, error) {
	c := converter{d: d, table: table, column: d.quote(new.name), old: old, new: new}
	from, to := old.typ, new.typ
	switch {
	case from.Type == to.Type && from.places == to.places && from.length == to.length && from.digits == to.digits:
		return c.conversion, nil // the collation only
	case from.IsText() && to.IsText():
		c.textLength()
	case isNumber(from) && isNumber(to):
		c.number()
	case from.Type == schema.BooleanField && to.IsInt():
		c.choose(c.column+"::integer", c.column)
	case from.IsInt() && to.Type == schema.BooleanField:
		c.guard(c.column+" NOT IN (0, 1)", "neither 0 nor 1")
		c.choose(c.column+" <> 0", c.column)
	case to.IsText():
		c.toText()
	case from.IsText():
		c.fromText()
	case from.Type == schema.DateField && to.Type == schema.DateTimeField:
		c.choose(c.column+"::timestamp AT TIME ZONE 'UTC'", c.column+" || ' 00:00:00'")
	case from.Type == schema.DateTimeField && to.Type == schema.DateField:
		c.choose("("+c.column+" AT TIME ZONE 'UTC')::date", "substr("+c.column+", 1, 10)")
		c.guard(c.pick("("+c.column+" AT TIME ZONE 'UTC')::time <> '00:00'", "substr("+c.column+", 11) <> ' 00:00:00'"), "not at midnight (UTC)")
	default:
		return conversion{}, fmt.Errorf("migrate: column %s of %s cannot change from %s to %s: add a new field, fill it with RunGo, and remove the old one",
			new.name, table, from.Type, to.Type)
	}
	return c.conversion, nil
}

func isNumber(t columnType) bool {
	return t.IsInt() || t.Type == schema.DecimalField || t.Type == schema.FloatField
}

// pick returns the first for databases with types of their own, the second for SQLite's.
func (c *converter) pick(typed, plain string) string {
	if c.d.scaled() {
		return plain
	}
	return typed
}

func (c *converter) choose(typed, plain string) {
	if c.sql = c.pick(typed, plain); c.sql == c.column {
		c.sql = ""
	}
}

// guard adds a condition that no row may meet.
func (c *converter) guard(condition, what string) {
	c.guards = append(c.guards, stmt{
		sql: "SELECT count(*) FROM " + c.d.quote(c.table) + " WHERE " + condition,
		guard: fmt.Sprintf("%%d rows of %s hold a value in %s that is %s and cannot become %s: change them first", c.table, c.new.name, what,
			describeType(c.new.typ)),
	})
}

func describeType(t columnType) string {
	switch t.Type {
	case schema.DecimalField:
		return fmt.Sprintf("DecimalField(%d, %d)", t.digits, t.places)
	case schema.CharField:
		return fmt.Sprintf("CharField(%d)", t.length)
	}
	return t.Type.String()
}

func (c *converter) textLength() {
	if n := c.new.typ.length; n > 0 && (c.old.typ.length == 0 || n < c.old.typ.length) {
		c.guard(fmt.Sprintf("length(%s) > %d", c.column, n), fmt.Sprintf("longer than %d characters", n))
	}
}

// number converts between whole numbers, decimals and floats.
func (c *converter) number() {
	from, to := c.old.typ, c.new.typ
	scaled := c.d.scaled()
	value := c.column // the true value in SQL
	if scaled && from.places > 0 {
		value = "(" + c.column + " / " + power(from.places) + ".0)"
	}
	switch {
	case to.Type == schema.FloatField:
		c.choose(c.column+"::double precision", "CAST("+value+" AS REAL)")
	case to.IsInt():
		if scaled && from.places > 0 {
			c.guard(c.column+" % "+power(from.places)+" <> 0", "not a whole number")
			value = "(" + c.column + " / " + power(from.places) + ")"
		} else if !from.IsInt() {
			c.guard(c.pick(c.column+" <> trunc("+c.column+")", c.column+" <> CAST("+c.column+" AS INTEGER)"), "not a whole number")
		}
		c.intSize(value)
		c.choose(c.column+"::"+intName(to.Type), "CAST("+value+" AS INTEGER)")
		if scaled && from.IsInt() {
			c.sql = ""
		}
	default:
		c.toDecimal(value)
	}
}

func intName(t schema.Type) string {
	return map[schema.Type]string{schema.SmallIntegerField: "smallint", schema.IntegerField: "integer", schema.BigIntegerField: "bigint"}[t]
}

func (c *converter) intSize(value string) {
	low, high := intRange(c.new.typ.Type)
	if c.old.typ.IsInt() {
		if l, h := intRange(c.old.typ.Type); l >= low && h <= high {
			return
		}
	}
	if c.new.typ.Type == schema.BigIntegerField && c.d.scaled() {
		return
	}
	c.guard(fmt.Sprintf("%s NOT BETWEEN %d AND %d", value, low, high), fmt.Sprintf("outside %d to %d", low, high))
}

// toDecimal rescales, and counts what would lose digits at either end.
func (c *converter) toDecimal(value string) {
	from, to := c.old.typ, c.new.typ
	whole := to.digits - to.places
	if !c.d.scaled() {
		if from.Type == schema.FloatField || to.places < from.places {
			c.guard(fmt.Sprintf("%s::numeric <> round(%s::numeric, %d)", c.column, c.column, to.places), fmt.Sprintf("longer than %d decimal places", to.places))
		}
		if whole < wholeDigits(from) {
			c.guard(fmt.Sprintf("abs(%s::numeric) >= 1%s", c.column, strings.Repeat("0", whole)), fmt.Sprintf("longer than %d digits before the point", whole))
		}
		c.sql = c.column + "::numeric"
		return
	}
	if from.Type == schema.FloatField {
		scaled := fmt.Sprintf("round(%s * %s)", c.column, power(to.places))
		c.guard(fmt.Sprintf("abs(%s * %s - %s) > 0.000001", c.column, power(to.places), scaled), fmt.Sprintf("longer than %d decimal places", to.places))
		c.guard(fmt.Sprintf("abs(%s) >= %s", c.column, power(whole)), fmt.Sprintf("longer than %d digits before the point", whole))
		c.sql = "CAST(" + scaled + " AS INTEGER)"
		return
	}
	if lost := from.places - to.places; lost > 0 {
		c.guard(c.column+" % "+power(lost)+" <> 0", fmt.Sprintf("longer than %d decimal places", to.places))
		c.sql = c.column + " / " + power(lost)
	} else if lost < 0 {
		c.sql = c.column + " * " + power(-lost)
	}
	if whole < wholeDigits(from) {
		c.guard(fmt.Sprintf("abs(%s) >= %s", value, power(whole)), fmt.Sprintf("longer than %d digits before the point", whole))
	}
}

func power(places int) string { return "1" + strings.Repeat("0", places) }

// wholeDigits is how many digits before the point a type can have.
func wholeDigits(t columnType) int {
	switch t.Type {
	case schema.SmallIntegerField:
		return 5
	case schema.IntegerField:
		return 10
	case schema.DecimalField:
		return t.digits - t.places
	}
	return 400
}

func (c *converter) toText() {
	from := c.old.typ
	switch from.Type {
	case schema.BooleanField:
		c.choose(c.column+"::text", "CASE "+c.column+" WHEN 1 THEN 'true' WHEN 0 THEN 'false' END")
	case schema.DecimalField:
		plain := "CAST(" + c.column + " AS TEXT)"
		if n := from.places; n > 0 {
			plain = fmt.Sprintf("CASE WHEN %[1]s < 0 THEN '-' ELSE '' END || (abs(%[1]s) / %[2]s) || '.' || substr('%[3]s' || (abs(%[1]s) %% %[2]s), -%[4]d)",
				c.column, power(n), strings.Repeat("0", n), n)
		}
		c.choose(c.column+"::text", plain)
	case schema.DateTimeField: // in the form that SQLite stores
		typed := "to_char(" + c.column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
		fraction := "CASE WHEN date_part('microseconds', " + c.column + ")::bigint % 1000000 <> 0 THEN to_char(" + c.column + ", '.US') ELSE '' END"
		c.choose(typed+" || "+fraction, c.column)
	case schema.UUIDField:
		c.choose(c.column+"::text", uuidText(c.column))
	case schema.BinaryField:
		c.choose("encode("+c.column+", 'hex')", "lower(hex("+c.column+"))")
	case schema.DurationField:
		c.choose("(extract(epoch FROM "+c.column+") * 1000000)::bigint::text", "CAST("+c.column+" AS TEXT)")
	case schema.IPAddressField:
		c.choose("host("+c.column+")", c.column)
	default:
		c.choose(c.column+"::text", "CAST("+c.column+" AS TEXT)")
	}
	if n := c.new.typ.length; n > 0 {
		value := c.sql
		if value == "" {
			value = c.column
		}
		c.guard(fmt.Sprintf("length(%s) > %d", value, n), fmt.Sprintf("longer than %d characters", n))
	}
}

// uuidText puts the hyphens back.
func uuidText(col string) string {
	return fmt.Sprintf("substr(%[1]s, 1, 8) || '-' || substr(%[1]s, 9, 4) || '-' || substr(%[1]s, 13, 4) || '-' || substr(%[1]s, 17, 4) || '-' || substr(%[1]s, 21)", col)
}

// fromText parses texts. What the database itself cannot parse it names in its own error.
func (c *converter) fromText() {
	to := c.new.typ
	notNumber := c.pick(c.column+` !~ '^\s*[-+]?[0-9]+(\.[0-9]*)?\s*$'`,
		fmt.Sprintf("%[1]s IS NOT NULL AND (trim(%[1]s) = '' OR ltrim(ltrim(trim(%[1]s), '-+'), '0123456789.') <> '' OR trim(%[1]s) GLOB '*.*.*')", c.column))
	switch {
	case to.IsInt():
		c.guard(c.pick(c.column+` !~ '^\s*[-+]?[0-9]{1,18}\s*$'`,
			fmt.Sprintf("%[1]s IS NOT NULL AND (trim(%[1]s) = '' OR length(trim(%[1]s)) > 18 OR ltrim(ltrim(trim(%[1]s), '-+'), '0123456789') <> '')", c.column)), "not a whole number")
		c.intSize(c.pick(c.column+"::bigint", "CAST("+c.column+" AS INTEGER)"))
		c.choose(c.column+"::"+intName(to.Type), "CAST(trim("+c.column+") AS INTEGER)")
	case to.Type == schema.FloatField:
		c.guard(notNumber, "not a number")
		c.choose(c.column+"::double precision", "CAST(trim("+c.column+") AS REAL)")
	case to.Type == schema.DecimalField:
		c.guard(notNumber, "not a number")
		c.textToDecimal()
	case to.Type == schema.BooleanField:
		c.guard("lower("+c.column+") NOT IN ('true', 'false', 't', 'f', '1', '0')", "neither true nor false")
		c.choose(c.column+"::boolean", "CASE WHEN lower("+c.column+") IN ('true', 't', '1') THEN 1 WHEN "+c.column+" IS NOT NULL THEN 0 END")
	case to.Type == schema.UUIDField:
		c.choose(c.column+"::uuid", "lower(replace("+c.column+", '-', ''))")
		c.plainGuard("length(replace(%[1]s, '-', '')) <> 32 OR lower(replace(%[1]s, '-', '')) GLOB '*[^0-9a-f]*'", "not a UUID")
	case to.Type == schema.JSONField:
		c.choose(c.column+"::jsonb", c.column)
		c.plainGuard("NOT json_valid(%[1]s)", "not JSON")
	case to.Type == schema.DateField:
		c.choose(c.column+"::date", c.column)
		c.plainGuard("date(%[1]s) IS NOT %[1]s", "not a date")
	case to.Type == schema.TimeField:
		c.choose(c.column+"::time", c.column)
		c.plainGuard("time(%[1]s) IS NULL", "not a time of day")
	case to.Type == schema.DateTimeField:
		c.choose(c.column+"::timestamp AT TIME ZONE 'UTC'", "strftime('%Y-%m-%d %H:%M:%S', "+c.column+")")
		c.plainGuard("datetime(%[1]s) IS NULL", "not a time")
	case to.Type == schema.IPAddressField:
		c.choose(c.column+"::inet", c.column)
	case to.Type == schema.DurationField:
		c.guard(c.pick(c.column+` !~ '^[-+]?[0-9]{1,18}$'`, "ltrim(ltrim("+c.column+", '-+'), '0123456789') <> ''"), "not a number of microseconds")
		c.choose("("+c.column+" || ' microseconds')::interval", "CAST("+c.column+" AS INTEGER)")
	case to.Type == schema.BinaryField:
		c.choose("convert_to("+c.column+", 'UTF8')", "CAST("+c.column+" AS BLOB)")
	}
}

// textToDecimal takes the digits as they stand: a way over floats would lose the last of them.
func (c *converter) textToDecimal() {
	to := c.new.typ
	if !c.d.scaled() {
		c.sql = c.column + "::numeric"
		c.guard(fmt.Sprintf("%s::numeric <> round(%s::numeric, %d)", c.column, c.column, to.places), fmt.Sprintf("longer than %d decimal places", to.places))
		c.guard(fmt.Sprintf("abs(%s::numeric) >= %s", c.column, power(to.digits-to.places)), fmt.Sprintf("longer than %d digits before the point", to.digits-to.places))
		return
	}
	text := "trim(" + c.column + ")"
	zeros := strings.Repeat("0", to.places)
	fraction := fmt.Sprintf("substr(%[1]s, instr(%[1]s, '.') + 1)", text)
	digits := fmt.Sprintf("CASE instr(%[1]s, '.') WHEN 0 THEN %[1]s || '%[2]s' ELSE substr(%[1]s, 1, instr(%[1]s, '.') - 1) || substr(%[3]s || '%[2]s', 1, %[4]d) END",
		text, zeros, fraction, to.places)
	c.guard(fmt.Sprintf("instr(%s, '.') > 0 AND length(rtrim(%s, '0')) > %d", text, fraction, to.places), fmt.Sprintf("longer than %d decimal places", to.places))
	c.guard(fmt.Sprintf("length(ltrim(%s, '-+0')) > %d", digits, to.digits), fmt.Sprintf("longer than %d digits before the point", to.digits-to.places))
	c.sql = "CAST(" + digits + " AS INTEGER)"
}

// plainGuard is a guard for databases that would store anything; the others refuse by themselves.
func (c *converter) plainGuard(format, what string) {
	if c.d.scaled() {
		c.guard(c.column+" IS NOT NULL AND ("+fmt.Sprintf(format, c.column)+")", what)
	}
}
