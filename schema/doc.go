// Package schema is the vocabulary in which a model is described: its fields, relations, indexes and constraints.
//
// It knows neither SQL nor HTTP. The generator writes these values from a model's struct, a migration holds them for the
// past, and everything that draws a form, a serializer or a table from a model reads them. The words are Django's where
// the idea is Django's.
package schema
