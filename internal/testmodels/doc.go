// Package testmodels holds packages of models for tests: every type of column, every kind of relation, every rule of
// deletion. Nothing but tests imports them.
//
//   - kinds: every type of column, plain and nullable, enumerations, keys of every type
//   - shelf: authors, books, readers: relations, constraints, indexes, orderings, results
//   - rules: every on_delete, circles of keys, hooks
//   - outside: keys into the other packages
package testmodels
