// Command tfb is a site with TechEmpower's set of pages and everything that a site has by default.
package main

import (
	"github.com/musette-go/musette"
	"github.com/musette-go/musette/bench/tfb"
)

func main() { musette.Main(musette.Site{Name: "tfb", Apps: []musette.App{tfb.App()}}) }
