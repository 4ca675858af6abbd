package migrate

import "github.com/musette-go/musette/schema"

// Migration is one step in the history of an app's tables. It is a plain value: makemigrations writes it as a package
// variable, the app's list names it, and the [Executor] carries it out.
type Migration struct {
	// Name is unique within the app and says the order to people: "0002_product_price".
	Name string
	// Initial marks a migration that creates an app's first tables; --fake-initial looks at those only.
	Initial bool
	// Adopt notes an initial migration as applied where its tables are there already, without being asked, as for the tables that
	// Django has made for its users. It refuses when they have other columns, or columns that the models cannot use. Defaults to false.
	Adopt bool
	// Dependencies are the migrations that must have run before: the previous one of the app, and those of other apps
	// that create what this one refers to.
	Dependencies []Dependency
	// Operations run in order, and in the opposite order when the migration is undone.
	Operations []Operation
	// NonAtomic runs every operation in a transaction of its own and notes which ones are done, so that a run which was
	// interrupted goes on where it stopped. Use it for statements that refuse to run in a transaction and for data steps
	// that take long. Defaults to one transaction for the whole migration.
	NonAtomic bool
	// Replaces names the migrations of the same app that this one stands for. The migration counts as applied when all
	// of them are, and they are left out when none is.
	Replaces []string
}

// Dependency names a migration.
type Dependency struct {
	App  string // the app's label
	Name string // the migration's name
}

// String is "catalog.0001_initial".
func (d Dependency) String() string { return d.App + "." + d.Name }

// App is what an app hands to migrations.
type App struct {
	// Label is the app's name, as in "catalog.Product".
	Label string
	// Models are the app's models as the code has them now.
	Models []*schema.Model
	// Migrations is the app's list, the variable All of its package migrations.
	Migrations []Migration
	// Dir is the folder of that package; makemigrations writes there. Defaults to <label>/migrations.
	Dir string
	// ReadOnly marks an app of another module: nothing is written for it, and changes of its models are an error.
	ReadOnly bool
}

// dir is Dir or its default.
func (a *App) dir() string {
	if a.Dir != "" {
		return a.Dir
	}
	return a.Label + "/migrations"
}
