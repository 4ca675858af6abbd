package preview_test

import (
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

func TestMain(m *testing.M) { testenv.Main(m) }
