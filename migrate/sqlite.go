package migrate

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/schema"
)

// sqliteDDL writes SQLite's statements. What SQLite cannot alter, it rebuilds.
type sqliteDDL struct{ quoter }

// maxScaledDigits is how many digits of a decimal fit an SQLite integer whatever they are.
const maxScaledDigits = 18

func (*sqliteDDL) scaled() bool { return true }

// begin switches foreign keys off first: inside a transaction SQLite ignores that pragma, and dropping the old table of
// a rebuild would delete the rows that point to it.
func (*sqliteDDL) begin() []string { return []string{"PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE"} }
func (*sqliteDDL) commit() []string {
	return []string{"PRAGMA foreign_key_check", "COMMIT", "PRAGMA foreign_keys = ON"}
}

func (*sqliteDDL) typeName(t columnType) (string, error) {
	switch t.Type {
	case schema.BooleanField:
		return "bool", nil
	case schema.SmallIntegerField:
		return "smallint", nil
	case schema.IntegerField:
		return "integer", nil
	case schema.BigIntegerField, schema.DurationField:
		return "bigint", nil
	case schema.FloatField:
		return "real", nil
	case schema.DecimalField:
		if t.digits > maxScaledDigits {
			return "", fmt.Errorf("migrate: SQLite holds decimals of at most %d digits, this one has %d", maxScaledDigits, t.digits)
		}
		return "integer", nil
	case schema.CharField:
		return fmt.Sprintf("varchar(%d)", t.length), nil
	case schema.TextField, schema.JSONField:
		return "text", nil
	case schema.DateField:
		return "date", nil
	case schema.TimeField:
		return "time", nil
	case schema.DateTimeField:
		return "datetime", nil
	case schema.UUIDField:
		return "char(32)", nil
	case schema.BinaryField:
		return "BLOB", nil
	case schema.IPAddressField:
		return "char(39)", nil
	}
	return "", fmt.Errorf("migrate: %s has no column type", t.Type)
}

func (*sqliteDDL) constant(v any, t columnType) string {
	switch v := v.(type) {
	case FillValue:
		return sqliteFill(v, t)
	case bool:
		if v {
			return "1"
		}
		return "0"
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return formatFloat(v)
	case decimal.Decimal:
		r, ok := v.Rescale(t.places)
		if !ok {
			r = v
		}
		return r.Coefficient().String()
	case string:
		return quoteText(v)
	case schema.Date:
		return quoteText(v.String())
	case schema.Clock:
		return quoteText(v.String())
	case time.Time:
		return quoteText(timeText(v))
	case time.Duration:
		return strconv.FormatInt(v.Microseconds(), 10)
	case schema.UUID:
		return quoteText(v.Hex())
	case json.RawMessage:
		return quoteText(string(v))
	case []byte:
		return "X'" + hex.EncodeToString(v) + "'"
	case netip.Addr:
		return quoteText(v.String())
	}
	panic(fmt.Sprintf("migrate: constant of %T", v)) // typedValue makes no other
}

func sqliteFill(v FillValue, t columnType) string {
	switch {
	case v == RandomUUID:
		return "lower(hex(randomblob(16)))"
	case t.Type == schema.DateField:
		return "CURRENT_DATE"
	case t.Type == schema.TimeField:
		return "CURRENT_TIME"
	}
	return "CURRENT_TIMESTAMP"
}

// call uses SQLite's own functions where they mean what PostgreSQL's do, so that other programs can write to the table.
// Its lower and upper know ASCII only: there the functions of package db stand, as they do in queries, so that an index
// serves them and a check is the same on both databases. Programs without these functions can only read such a table.
func (*sqliteDDL) call(op schema.Op, args []string) string {
	switch op {
	case schema.OpContains:
		return "instr(" + args[0] + ", " + args[1] + ") > 0"
	case schema.OpStartsWith:
		return "substr(" + args[0] + ", 1, length(" + args[1] + ")) = " + args[1]
	case schema.OpLower:
		return "mu_lower(" + args[0] + ")"
	case schema.OpUpper:
		return "mu_upper(" + args[0] + ")"
	}
	return "length(" + args[0] + ")"
}

// collation writes the collations that SQLite has and leaves out the others.
func (s *sqliteDDL) collation(name string) string {
	switch name {
	case "BINARY", "NOCASE", "RTRIM":
		return " COLLATE " + name
	case "C", "POSIX":
		return " COLLATE BINARY"
	}
	return ""
}

func (s *sqliteDDL) columnSQL(t *table, c *column) (string, error) {
	typ, err := s.typeName(c.typ)
	if err != nil {
		return "", fmt.Errorf("%w (column %s of %s)", err, c.name, t.name)
	}
	single := c.primary && len(t.primaryColumns()) == 1
	if c.auto {
		return s.quote(c.name) + " integer NOT NULL PRIMARY KEY AUTOINCREMENT", nil
	}
	sql := s.quote(c.name) + " " + typ
	if !c.null {
		sql += " NOT NULL"
	}
	if single {
		sql += " PRIMARY KEY"
	}
	if c.def != nil {
		def, err := literal(s, c.def, c.typ)
		if err != nil {
			return "", fmt.Errorf("%w (default of %s.%s)", err, t.name, c.name)
		}
		sql += " DEFAULT " + def
	}
	sql += s.collation(c.typ.collation)
	if c.typ.Type == schema.JSONField {
		sql += fmt.Sprintf(" CHECK (json_valid(%[1]s) OR %[1]s IS NULL)", s.quote(c.name))
	}
	for i := range t.keys {
		if k := &t.keys[i]; k.column == c.name {
			sql += " REFERENCES " + s.quote(k.refTable) + " (" + s.quote(k.refColumn) + ") DEFERRABLE INITIALLY DEFERRED"
		}
	}
	return sql, nil
}

// tableSQL writes the CREATE TABLE under the name; references of the table to itself keep its own.
func (s *sqliteDDL) tableSQL(t *table, name string) (string, error) {
	var parts []string
	for i := range t.columns {
		sql, err := s.columnSQL(t, &t.columns[i])
		if err != nil {
			return "", err
		}
		parts = append(parts, sql)
	}
	if pk := t.primaryColumns(); len(pk) > 1 {
		parts = append(parts, "PRIMARY KEY ("+s.list(pk)+")")
	}
	for i := range t.checks {
		sql, err := exprSQL(s, t, t.checks[i].expr)
		if err != nil {
			return "", err
		}
		parts = append(parts, "CONSTRAINT "+s.quote(t.checks[i].name)+" CHECK ("+sql+")")
	}
	return "CREATE TABLE " + s.quote(name) + " " + lines(parts), nil
}

func (s *sqliteDDL) createTable(t *table) ([]stmt, error) {
	sql, err := s.tableSQL(t, t.name)
	if err != nil {
		return nil, err
	}
	indexes, err := s.allIndexes(t)
	return append([]stmt{{sql: sql}}, indexes...), err
}

func (s *sqliteDDL) allIndexes(t *table) ([]stmt, error) {
	var out []stmt
	for i := range t.uniques {
		st, err := s.addUnique(t, &t.uniques[i])
		if err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	for i := range t.indexes {
		st, err := s.addIndex(t, &t.indexes[i])
		if err != nil {
			return nil, err
		}
		out = append(out, st...)
	}
	return out, nil
}

func (s *sqliteDDL) dropTable(t *table) []stmt {
	return []stmt{{sql: "DROP TABLE " + s.quote(t.name)}}
}

// addUnique makes a unique index: SQLite's unique constraints are the same thing, but cannot be dropped.
func (s *sqliteDDL) addUnique(t *table, u *uniqueDef) (stmt, error) {
	keys := s.list(u.columns)
	if u.nullsNotDistinct {
		keys = s.nullKeys(u.columns)
	}
	return whereClause(s, t, "CREATE UNIQUE INDEX "+s.quote(u.name)+" ON "+s.quote(t.name)+" ("+keys+")", u.where)
}

// nullKeys makes NULLs equal to each other and to nothing else.
func (s *sqliteDDL) nullKeys(columns []string) string {
	var out []string
	for _, c := range columns {
		out = append(out, "ifnull("+s.quote(c)+", 0)", s.quote(c)+" IS NULL")
	}
	return strings.Join(out, ", ")
}

// hasIndex reports whether SQLite can stand in for the index with a B-tree.
func hasIndex(x *indexDef) bool {
	return x.method != schema.GIN && x.method != schema.GiST && x.method != schema.SPGiST
}

func (s *sqliteDDL) addIndex(t *table, x *indexDef) ([]stmt, error) {
	if !hasIndex(x) {
		return nil, nil
	}
	keys, err := indexKeys(s, t, x.keys, "")
	if err != nil {
		return nil, err
	}
	st, err := whereClause(s, t, "CREATE INDEX "+s.quote(x.name)+" ON "+s.quote(t.name)+" ("+strings.Join(keys, ", ")+")", x.where)
	return []stmt{st}, err
}
