package testkit

import (
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// Main runs a package's tests and then stops the private servers that they started. It is worth having in every package
// whose tests use [Run]:
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
func Main(m *testing.M) { testenv.Main(m) }
