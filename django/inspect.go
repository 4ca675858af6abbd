package django

import (
	"context"
	"flag"
	"fmt"
	"go/token"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/db"
)

// inspectCommand is the command inspectdb of a site that lives beside Django.
func inspectCommand() app.Command {
	return app.Command{Name: "inspectdb", Args: "APP", AnySchema: true, Short: "print models for the tables of one of Django's apps",
		Long: "It reads the tables whose names begin with APP_ and prints a file models.go for them. Look through it: names, labels, choices\n" +
			"and what happens when a row is deleted stand in Django's models.py and not in the database.",
		New: func(f *flag.FlagSet) app.Run {
			pkg := f.String("package", "", "the `name` of the package; that of the app when left out")
			return func(ctx context.Context, env *app.Env) error {
				name := env.Args[0]
				if *pkg == "" {
					*pkg = strings.ReplaceAll(name, "_", "")
				}
				if !token.IsIdentifier(*pkg) {
					return app.Usagef("%q is no name of a package: choose one with --package", *pkg)
				}
				d, err := db.From(ctx)
				if err != nil {
					return err
				}
				code, err := InspectModels(ctx, d, name, *pkg)
				if err != nil {
					return err
				}
				_, err = fmt.Fprint(env.Out, code)
				return err
			}
		}}
}

// InspectModels returns the source of a file models.go with a model for each table of one of Django's apps, that is, whose name begins
// with the app's label and "_". Columns, keys, lengths, NULL, uniqueness and indexes of one column are taken over; tables that have no
// primary key of one column, and columns of types that there is no field for, become comments. Migrations leave the tables alone
// until the lines //musette:unmanaged are removed. The error names a label without tables.
func InspectModels(ctx context.Context, d *db.DB, label, pkg string) (string, error) {
	tables, err := readTables(ctx, d)
	if err != nil {
		return "", fmt.Errorf("django: inspectdb: %w", err)
	}
	w := modelWriter{label: label, pkg: pkg, sqlite: !d.Dialect().Features.AlterColumn, targets: map[string]target{}}
	for _, name := range []string{"user", "group", "permission"} {
		w.targets["auth_"+name] = target{typ: "auth." + strings.ToUpper(name[:1]) + name[1:], imports: authPackage}
	}
	w.targets["django_content_type"] = target{typ: "auth.ContentType", imports: authPackage}
	var own []*foundTable
	for _, t := range tables {
		if rest, ok := strings.CutPrefix(t.name, label+"_"); ok {
			own = append(own, t)
			if pk := t.primary(); pk != nil {
				w.targets[t.name] = target{typ: goName(rest), key: pk.goKey()}
			}
		}
	}
	if own == nil {
		return "", fmt.Errorf("django: inspectdb: there is no table whose name begins with %s_: expected the label of one of Django's apps", label)
	}
	return w.file(own)
}

// foundTable is a table as the database describes it.
type foundTable struct {
	name    string
	columns []*foundColumn
}

// foundColumn is a column.
type foundColumn struct {
	name    string
	typ     string // as PostgreSQL spells it, without sizes: "character varying"
	sizes   []int  // 200, or 10 and 2
	null    bool
	primary bool
	auto    bool // the database gives the next number
	unique  bool
	index   bool
	refers  string // a table
}

// primary is the only column of the primary key, or nil.
func (t *foundTable) primary() *foundColumn {
	var pk *foundColumn
	for _, c := range t.columns {
		if c.primary && pk != nil {
			return nil
		}
		if c.primary {
			pk = c
		}
	}
	return pk
}

// goKey is the type of keys that point to the column, "" for whole numbers.
func (c *foundColumn) goKey() string {
	switch c.typ {
	case "character varying", "text", "character":
		return "string"
	case "uuid":
		return "orm.UUID"
	}
	return ""
}

// goName makes a Go name of one in the database: in_stock gives InStock, id ID.
func goName(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		switch word {
		case "":
		case "id", "url", "ip", "uuid":
			b.WriteString(strings.ToUpper(word))
		default:
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	out := b.String()
	if !token.IsIdentifier(out) || !token.IsExported(out) {
		out = "X" + strings.Map(func(r rune) rune {
			if r == '_' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' {
				return r
			}
			return -1
		}, out)
	}
	return out
}

// reservedNames are those that the generator refuses for fields.
const reservedNames = " Model Result Query Manager All Get First Last One Count Exists Filter Exclude OrderBy Reverse Limit Offset Distinct SelectRelated " +
	"PrefetchRelated Only Defer ForUpdate Using Iter Explain Update Delete DeleteAll Create Save BulkCreate BulkUpdate GetOrCreate UpdateOrCreate " +
	"Descriptor New Load For Unrestricted With Page SQL None Validate Refresh Set SetNull Under Rel IsNull IsNotNull Path Meta Clean IsSaved Latest " +
	"Earliest Paginate PaginateUncounted "

// fieldName makes the name of a field: count gives CountField, since Count is a method of queries.
func fieldName(column string) string {
	name := goName(column)
	if strings.Contains(reservedNames, " "+name+" ") {
		name += "Field"
	}
	return name
}
