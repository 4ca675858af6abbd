package schema

import "strings"

// The names that migrations give to what a field brings along. They are made of the table and the column, so that an
// error of the database ("unique constraint … violated") can be led back to its field.

// FieldIndexName is the name of the index of a field with an index of its own.
func FieldIndexName(table, column string) string { return IndexName(table, []string{column}, "idx") }

// FieldUniqueName is the name of the unique constraint of a unique field or one-to-one key.
func FieldUniqueName(table, column string) string { return IndexName(table, []string{column}, "key") }

// ForeignKeyName is the name of a foreign key's constraint.
func ForeignKeyName(table, column string) string { return IndexName(table, []string{column}, "fk") }

// PairsUniqueName is the name of the constraint that keeps the pairs of a many-to-many table different.
func PairsUniqueName(table, from, to string) string {
	return IndexName(table, []string{from, to}, "uniq")
}

// PrimaryKeyName is the name of a table's primary key constraint, the one PostgreSQL gives by itself.
func PrimaryKeyName(table string) string {
	const end = "_pkey"
	return table[:min(len(table), maxIdentifier-len(end))] + end
}

// PairsTable is the table of a many-to-many field that names none: "library_book_readers", as in Django.
func PairsTable(m *Model, f *Field) string {
	if f.Relation != nil && f.Relation.ThroughTable != "" {
		return f.Relation.ThroughTable
	}
	return m.TableName() + "_" + f.Name
}

// PairsColumns are the columns of a many-to-many field's table that point to the model and to the other one, as in
// Django: "book_id" and "user_id", and "from_person_id" and "to_person_id" where a model refers to itself.
func PairsColumns(model, target string) (from, to string) {
	a, b := lastPart(model), lastPart(target)
	if model == target {
		return "from_" + a + "_id", "to_" + b + "_id"
	}
	if a == b { // models of the same name in two apps
		return "from_" + a + "_id", "to_" + b + "_id"
	}
	return a + "_id", b + "_id"
}

// lastPart is "product" for "catalog.Product".
func lastPart(label string) string {
	return strings.ToLower(label[strings.LastIndexByte(label, '.')+1:])
}
