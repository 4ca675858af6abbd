// Package generate reads the models of a package and writes the code that queries them.
//
// A model is a struct that embeds orm.Model; its fields and their `orm:"…"` tags say what the table needs. The package is
// read from its source alone: nothing is compiled, so it works on the first run, when the code that uses the generated
// names cannot compile yet, and when the generated file is stale or broken.
//
// The work goes through four steps, each in its own files:
//
//   - load: find the packages, parse them, resolve types lazily (load.go, importer.go, module.go, stubs.go)
//   - collect: structs and tags become models and fields (collect.go, scalar.go, options.go, tag.go)
//   - resolve: relations find their models, names are compared, clashes found (relation.go, through.go, clash.go)
//   - write: models become Go source (write.go and its neighbours)
//
// Every mistake of the input is a [Mistake] with its position. All of them are reported at once, and nothing is written
// when there is one.
package generate
