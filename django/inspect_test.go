package django_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/django"
	"github.com/musette-go/musette/internal/testenv"
)

// movedModels is the file that inspectdb has written for the example.
var movedModels = filepath.Join("..", "examples", "docs", "moved", "shop", "models.go")

// What inspectdb prints for the old site's app is the example's models.go, which compiles and lists rows (TestMovedPage). On SQLite, where
// Django keeps prices as floating point numbers, the type of the price is another one.
func TestInspectModels(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(movedModels)
	if err != nil {
		t.Fatal(err)
	}
	testenv.Databases(t, func(t *testing.T, dbURL string) {
		djangoTables(t, dbURL)
		got, err := django.InspectModels(t.Context(), openDB(t, dbURL), "shop", "shop")
		if err != nil {
			t.Fatal(err)
		}
		want := string(file)
		if strings.HasPrefix(dbURL, "sqlite") {
			want = onSQLite(want)
			got = onSQLite(got)
		} else if os.Getenv("UPDATE_MOVED") != "" {
			if err := os.WriteFile(movedModels, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got != want {
			t.Errorf("inspectdb prints\n%s\nwant\n%s", got, want)
		}
		if _, err := django.InspectModels(t.Context(), openDB(t, dbURL), "nothing", "nothing"); err == nil || !strings.Contains(err.Error(), "nothing_") {
			t.Errorf("for an app without tables the error is %v", err)
		}
	})
}

// onSQLite leaves out what differs on SQLite, and blanks.
func onSQLite(code string) string {
	code = strings.NewReplacer("decimal.Decimal `orm:\"max_digits=10,decimal_places=2\"`", "float64", `"github.com/musette-go/musette/decimal"`, "").Replace(code)
	return strings.Join(strings.Fields(code), " ")
}

// Tables of every shape: what there is no field for becomes a comment, and the code is Go.
func TestInspectOddTables(t *testing.T) {
	t.Parallel()
	d := openDB(t, testenv.Postgres(t))
	runScript(t, d, `CREATE TABLE blog_post (slug varchar(50) PRIMARY KEY, "Title" text NOT NULL, shape point, "2nd" int, sum numeric(30, 2), raw bytea, at timestamptz,
		token uuid UNIQUE, extra jsonb NOT NULL, "user" text, took interval, ip inet, day date, clock time NOT NULL, ratio float8);
		CREATE TABLE blog_post_tags (id serial PRIMARY KEY, post_id varchar(50) NOT NULL REFERENCES blog_post, other_id varchar(50) REFERENCES blog_post UNIQUE);
		CREATE TABLE blog_pair (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE blog_box (number smallint PRIMARY KEY, nothing_id int);
		CREATE TABLE blogger (id int)`)
	got, err := django.InspectModels(t.Context(), d, "blog", "blog")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"//musette:plural Boxes", "Number int64 `orm:\"bits=16,primary_key\"`", "NothingID *int32", "// The table blog_pair has no primary key of one column",
		"Slug string `orm:\"max_length=50,primary_key\"`", "Title string `orm:\"column=Title\"`", "// The column shape has the type point", "X2nd *int32 `orm:\"column=2nd\"`",
		"// The column sum has the type numeric", "Raw *[]byte", "At *time.Time", "Token *orm.UUID `orm:\"unique\"`", "Extra json.RawMessage", "User *string", "Took *time.Duration",
		"IP *netip.Addr", "Day *orm.Date", "Clock orm.Clock", "Ratio *float64", "//musette:table blog_post_tags", "type PostTags struct",
		"ID int64 `orm:\"bits=32\"`", "Post orm.RefOf[Post, string] `orm:\"on_delete=do_nothing\"`", "Other orm.RefOf[Post, string] `orm:\"null,one_to_one,on_delete=do_nothing,related_name=-\"`",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(line), " ")) {
			t.Errorf("there is no %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "logger") {
		t.Errorf("a table of another app is in\n%s", got)
	}
}

// The names that the generator refuses for fields are those that inspectdb does not give.
func TestReservedNames(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(filepath.Join("..", "internal", "generate", "names.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(source), "var reserved = makeSet(")
	list, _, _ = strings.Cut(list, ")")
	names := strings.FieldsFunc(list, func(r rune) bool { return r != '"' && (r < 'A' || r > 'z') || r == '"' })
	if len(names) < 50 {
		t.Fatalf("the generator reserves %q", names)
	}
	d := openDB(t, testenv.SQLite(t))
	columns := "id integer PRIMARY KEY"
	for _, name := range names {
		var column strings.Builder
		for i, r := range name {
			if upper := r >= 'A' && r <= 'Z'; upper && i > 0 && name != "SQL" {
				column.WriteByte('_')
			}
			column.WriteString(strings.ToLower(string(r)))
		}
		columns += ", \"" + column.String() + "\" text"
	}
	runScript(t, d, "CREATE TABLE blog_post ("+columns+")")
	got, err := django.InspectModels(t.Context(), d, "blog", "blog")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name != "SQL" && !strings.Contains(got, "\t"+name+"Field ") {
			t.Errorf("the column of %s has another name in\n%s", name, got)
		}
	}
}

func runScript(t *testing.T, d *db.DB, sql string) {
	t.Helper()
	if err := d.ExecScript(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
