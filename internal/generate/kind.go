package generate

import (
	"go/types"
	"slices"
	"strings"
)

// class groups the types that take the same options.
type class uint16

const (
	boolClass class = 1 << iota
	intClass
	floatClass
	decimalClass
	stringClass
	momentClass // time.Time, schema.Date, schema.Clock
	uuidClass
	plainClass // time.Duration, json.RawMessage, []byte, netip.Addr
	refClass   // orm.Ref, orm.RefOf
	looseClass // orm.LooseRef
	manyClass  // orm.Many
)

const (
	keyClass    = refClass | looseClass
	scalarClass = boolClass | intClass | floatClass | decimalClass | stringClass | momentClass | uuidClass | plainClass
	columnClass = scalarClass | keyClass
	anyClass    = columnClass | manyClass
)

// kind is a Go type that a column can have.
type kind struct {
	class  class
	path   string // package of the type; "" for a basic type
	name   string // "Decimal", "int64"
	shown  string // as people write it: "decimal.Decimal"
	schema string // the constant of package schema
	reader string // the method of orm.Row
	shell  string // the column type of package orm
	bits   int    // of whole numbers
}

// kinds are the Go types of columns.
var kinds = [...]kind{
	{boolClass, "", "bool", "bool", "BooleanField", "Bool", "Col", 0},
	{intClass, "", "int16", "int16", "SmallIntegerField", "Int16", "Num", 16},
	{intClass, "", "int32", "int32", "IntegerField", "Int32", "Num", 32},
	{intClass, "", "int64", "int64", "BigIntegerField", "Int64", "Num", 64},
	{intClass, "", "int", "int", "BigIntegerField", "Int", "Num", 64},
	{floatClass, "", "float64", "float64", "FloatField", "Float64", "Num", 0},
	{decimalClass, decimalPath, "Decimal", "decimal.Decimal", "DecimalField", "Decimal", "Num", 0},
	{stringClass, "", "string", "string", "TextField", "String", "Text", 0},
	{momentClass, "time", "Time", "time.Time", "DateTimeField", "Time", "Ord", 0},
	{momentClass, schemaPath, "Date", "schema.Date", "DateField", "Date", "Ord", 0},
	{momentClass, schemaPath, "Clock", "schema.Clock", "TimeField", "Clock", "Ord", 0},
	{plainClass, "time", "Duration", "time.Duration", "DurationField", "Duration", "Num", 0},
	{uuidClass, schemaPath, "UUID", "schema.UUID", "UUIDField", "UUID", "Ord", 0},
	{plainClass, "encoding/json", "RawMessage", "json.RawMessage", "JSONField", "JSON", "Col", 0},
	{plainClass, "", "[]byte", "[]byte", "BinaryField", "Bytes", "Col", 0},
	{plainClass, "net/netip", "Addr", "netip.Addr", "IPAddressField", "IP", "Ord", 0},
}

// supported lists the types of fields for an error.
func supported() string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.shown)
	}
	return strings.Join(append(names, "types defined on the basic ones, pointers to them (NULL), orm.Ref[T], orm.RefOf[T, K], orm.Many[T] and orm.LooseRef"), ", ")
}

// kindOf returns the kind of a type, and whether the type is one that the user defined on a basic one, as Status on string.
func kindOf(t types.Type) (k *kind, defined bool) {
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		if k := findKind(packagePath(named.Obj()), named.Obj().Name()); k != nil {
			return k, false
		}
		basic, ok := named.Underlying().(*types.Basic)
		if !ok {
			return nil, false
		}
		return findKind("", basicName(basic)), true
	}
	switch t := t.(type) {
	case *types.Basic:
		return findKind("", basicName(t)), false
	case *types.Slice:
		if b, ok := types.Unalias(t.Elem()).(*types.Basic); ok && b.Kind() == types.Byte {
			return findKind("", "[]byte"), false
		}
	}
	return nil, false
}

// basicName is the type's name, with rune as what it stands for.
func basicName(b *types.Basic) string {
	if b.Kind() == types.Int32 {
		return "int32"
	}
	return b.Name()
}

func findKind(path, name string) *kind {
	i := slices.IndexFunc(kinds[:], func(k kind) bool { return k.path == path && k.name == name })
	if i < 0 {
		return nil
	}
	return &kinds[i]
}

func packagePath(o types.Object) string {
	if o.Pkg() == nil {
		return ""
	}
	return o.Pkg().Path()
}

// className is how an error calls the type of a field.
func (f *field) className() string {
	switch {
	case f.rel == nil && f.kind != nil:
		return f.kind.shown
	case f.class == refClass:
		return "orm.Ref"
	case f.class == looseClass:
		return "orm.LooseRef"
	}
	return "orm.Many"
}
