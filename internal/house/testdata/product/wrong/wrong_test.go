package wrong

import "testing"

func init() { testing.Init() } // tests may
