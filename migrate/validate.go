package migrate

import (
	"fmt"
	"slices"

	"github.com/musette-go/musette/schema"
)

// check refuses a model that no table can be made of, and names that may not become part of a statement.
func (s *State) check(m *schema.Model) error {
	if err := checkTable(m); err != nil {
		return err
	}
	seen := map[string]string{}
	for i := range m.Fields {
		f := &m.Fields[i]
		if err := s.checkField(m, f); err != nil {
			return err
		}
		if !f.HasColumn() {
			continue
		}
		if other, ok := seen[f.ColumnName()]; ok {
			return fmt.Errorf("migrate: the fields %s and %s of %s have the same column %s", other, f.Name, m.Label(), f.ColumnName())
		}
		seen[f.ColumnName()] = f.Name
	}
	for i := range m.Indexes {
		if err := checkIndex(m, &m.Indexes[i]); err != nil {
			return err
		}
	}
	for i := range m.Constraints {
		if err := checkConstraint(m, &m.Constraints[i]); err != nil {
			return err
		}
	}
	return nil
}

func checkTable(m *schema.Model) error {
	if !schema.ValidName(m.App) || !schema.ValidName(m.Name) {
		return fmt.Errorf("migrate: %q is not a model's label: expected letters, digits and underscores", m.Label())
	}
	if !schema.ValidName(m.TableName()) {
		return fmt.Errorf("migrate: %q cannot be the table of %s: expected at most 63 letters, digits and underscores", m.TableName(), m.Label())
	}
	return nil
}

func (s *State) checkField(m *schema.Model, f *schema.Field) error {
	where := m.Label() + "." + f.Name
	if !schema.ValidName(f.Name) || f.HasColumn() && !schema.ValidName(f.ColumnName()) {
		return fmt.Errorf("migrate: field %q of %s (column %q): expected at most 63 letters, digits and underscores", f.Name, m.Label(), f.ColumnName())
	}
	switch {
	case f.Relation != nil && s.models[f.Relation.To] == nil && f.Relation.To != m.Label():
		return fmt.Errorf("migrate: %s refers to %s, which does not exist at this point: create it before, or add a dependency on the migration that does", where, f.Relation.To)
	case f.Relation != nil && f.HasColumn():
		return nil // the key decides type and sizes
	case f.IsManyToMany():
		return nil
	case f.Type == schema.Invalid || f.Type > schema.IPAddressField:
		return fmt.Errorf("migrate: %s has no type", where)
	case f.Type == schema.CharField && f.MaxLength <= 0:
		return fmt.Errorf("migrate: %s is a CharField without MaxLength", where)
	case f.Type == schema.DecimalField && (f.MaxDigits <= 0 || f.DecimalPlaces < 0 || f.DecimalPlaces > f.MaxDigits):
		return fmt.Errorf("migrate: %s is a DecimalField with MaxDigits %d and DecimalPlaces %d: expected 0 <= DecimalPlaces <= MaxDigits and MaxDigits > 0", where, f.MaxDigits, f.DecimalPlaces)
	case f.Auto && (!f.Type.IsInt() || !f.PrimaryKey):
		return fmt.Errorf("migrate: %s is Auto: only an integer primary key can be", where)
	case f.PrimaryKey && f.Null:
		return fmt.Errorf("migrate: %s is a primary key and cannot be null", where)
	}
	return nil
}

func checkIndex(m *schema.Model, ix *schema.Index) error {
	if !schema.ValidName(ix.Name) {
		return fmt.Errorf("migrate: %q cannot be the name of an index of %s: expected at most 63 letters, digits and underscores", ix.Name, m.Label())
	}
	if len(ix.Keys) == 0 {
		return fmt.Errorf("migrate: index %s of %s has no keys", ix.Name, m.Label())
	}
	if ix.OpClass != "" && !schema.ValidName(ix.OpClass) {
		return fmt.Errorf("migrate: index %s of %s: %q cannot be an operator class", ix.Name, m.Label(), ix.OpClass)
	}
	if !slices.Contains([]schema.Method{schema.BTree, "btree", schema.Hash, schema.GIN, schema.GiST, schema.SPGiST, schema.BRIN}, ix.Method) {
		return fmt.Errorf("migrate: index %s of %s: unknown method %q", ix.Name, m.Label(), ix.Method)
	}
	for _, k := range ix.Keys {
		names := []string{k.Field}
		if k.Expr != nil {
			names = k.Expr.Fields()
		}
		if err := checkNames(m, "index "+ix.Name, names); err != nil {
			return err
		}
	}
	return checkParts(m, "index "+ix.Name, ix.Include, ix.Where)
}

func checkConstraint(m *schema.Model, c *schema.Constraint) error {
	what := "constraint " + c.Name
	if !schema.ValidName(c.Name) {
		return fmt.Errorf("migrate: %q cannot be the name of a constraint of %s: expected at most 63 letters, digits and underscores", c.Name, m.Label())
	}
	switch c.Kind {
	case schema.Check:
		if c.Check == nil {
			return fmt.Errorf("migrate: %s of %s checks nothing", what, m.Label())
		}
		return checkParts(m, what, nil, c.Check)
	case schema.Unique:
		if len(c.Fields) == 0 {
			return fmt.Errorf("migrate: %s of %s names no fields", what, m.Label())
		}
	case schema.Exclude:
		for _, x := range c.Exclusions {
			if !slices.Contains([]string{"=", "&&", "@>", "<@", "-|-"}, x.Operator) {
				return fmt.Errorf("migrate: %s of %s: operator %q is not one of = && @> <@ -|-", what, m.Label(), x.Operator)
			}
			if err := checkNames(m, what, []string{x.Field}); err != nil {
				return err
			}
		}
	}
	if err := checkNames(m, what, c.Fields); err != nil {
		return err
	}
	return checkParts(m, what, c.Include, c.Where)
}

func checkParts(m *schema.Model, what string, include []string, where *schema.Expr) error {
	if where != nil {
		include = append(slices.Clone(include), where.Fields()...)
	}
	return checkNames(m, what, include)
}

func checkNames(m *schema.Model, what string, names []string) error {
	for _, n := range names {
		f := m.Field(n)
		if f == nil {
			return fmt.Errorf("migrate: %s of %s names the field %s, which does not exist; there are %s", what, m.Label(), n, fieldNames(m))
		}
		if !f.HasColumn() {
			return fmt.Errorf("migrate: %s of %s names the many-to-many field %s, which has no column", what, m.Label(), n)
		}
	}
	return nil
}

// checkIndexNames refuses two indexes of one name: both databases keep the names of all tables' indexes together.
func (s *State) checkIndexNames() error {
	owner := map[string]string{}
	for _, label := range s.Labels() {
		m := s.models[label]
		var names []string
		for i := range m.Indexes {
			names = append(names, m.Indexes[i].Name)
		}
		for i := range m.Constraints {
			if m.Constraints[i].Kind != schema.Check {
				names = append(names, m.Constraints[i].Name)
			}
		}
		for _, name := range names {
			if other, ok := owner[name]; ok {
				return fmt.Errorf("migrate: %s and %s both have an index or unique constraint named %s: the name must be unique in the database", other, label, name)
			}
			owner[name] = label
		}
	}
	return nil
}
