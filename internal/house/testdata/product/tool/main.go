package main

import _ "embed"

import "github.com/musette-go/musette/between"

func main() { between.Do() }
