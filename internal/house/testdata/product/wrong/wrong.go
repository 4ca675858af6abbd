package wrong

import (
	_ "embed"
	_ "image/png"
	"testing"
)

func init() { testing.Init() }

type value struct{}

func (value) init() {} // a method of that name is not one
