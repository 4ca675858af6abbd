// Package scaffold writes new projects and apps: what `musette new` and `musette app` do.
//
// The files are templates in the folders project and app, with the delimiters [% and %], so that Go, HTML and YAML stand
// in them as they are. A project is written whole into a folder beside its place and then moved there: a mistake or an
// interrupt leaves nothing behind.
package scaffold
