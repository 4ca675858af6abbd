package generate

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The generated files of the repository are what the generator writes today.
func TestCommittedFilesAreFresh(t *testing.T) {
	t.Parallel()
	report, err := Run(t.Context(), Config{Dir: filepath.Join("..", ".."), Patterns: []string{"./..."}, Check: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range report.Stale {
		t.Errorf("%s is not up to date: run `go run ./cmd/musette generate ./...`", file)
	}
}

// manyFields is a model of 10 fields and 2 relations.
const manyFields = `package shop

import (
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID          int64
	Name        string          ` + "`orm:\"max_length=100\"`" + `
	Slug        string          ` + "`orm:\"slug,unique\"`" + `
	Price       decimal.Decimal ` + "`orm:\"max_digits=10,decimal_places=2\"`" + `
	Stock       int32
	Active      bool
	Description string
	Weight      *float64
	SoldOutAt   *time.Time
	CreatedAt   time.Time         ` + "`orm:\"auto_now_add\"`" + `
	Parent      orm.Ref[Product]  ` + "`orm:\"null,on_delete=cascade,related_name=Children\"`" + `
	Similar     orm.Many[Product] ` + "`orm:\"related_name=SimilarTo\"`" + `
}
`

// Generated code is small: at most 300 lines for a model of 10 fields and 2 relations.
func TestGeneratedLines(t *testing.T) {
	t.Parallel()
	const most = 300
	dir := writeFiles(t, map[string]string{"go.mod": goMod, "models.go": manyFields})
	mustRun(t, Config{Dir: dir})
	src, err := os.ReadFile(filepath.Join(dir, outputName))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(src, []byte("\n")); n > most {
		t.Errorf("%d lines, want at most %d", n, most)
	} else {
		t.Logf("%d lines", n)
	}
}

// BenchmarkRun reads and generates a package with keys to another one, without writing.
func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if _, err := Run(b.Context(), Config{Dir: filepath.Join("testdata", "packages"), Patterns: []string{"./..."}, Check: true}); err != nil {
			b.Fatal(err)
		}
	}
}
