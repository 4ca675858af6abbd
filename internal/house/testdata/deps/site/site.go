package site

import (
	_ "fmt"

	_ "github.com/musette-go/musette/below"
)
