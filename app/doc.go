// Package app defines what a site is made of: the [App], a value that holds everything one part of the site brings along,
// and the [Site], a list of apps. Nothing registers itself; a battery that is not in the list does not exist.
//
// Package musette re-exports both under its own name, so that a program imports one package:
//
//	func main() { musette.Main(musette.Site{Name: "shop", Apps: []musette.App{auth.App(), catalog.App()}}) }
package app
