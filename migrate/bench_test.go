package migrate

import (
	"fmt"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/schema"
)

// manyApps is 10 apps with 50 migrations each.
func manyApps() []App {
	var apps []App
	for a := range 10 {
		var list []Migration
		for i := range 50 {
			op := Operation(AddField{Model: fmt.Sprintf("M%d", i%10), Field: schema.Field{Name: fmt.Sprintf("f%d", i), Type: schema.TextField}})
			if i < 10 {
				op = CreateModel{Name: fmt.Sprintf("M%d", i), Fields: []schema.Field{idField()}}
			}
			list = append(list, ops(op))
		}
		apps = append(apps, chain(fmt.Sprintf("app%d", a), list...))
	}
	return apps
}

// BenchmarkPending is what every start and every /readyz costs: one query over 500 migrations.
func BenchmarkPending(b *testing.B) {
	d := open(b, testenv.SQLite(b))
	e := executor(b, d, manyApps()...)
	migrateTo(b, e, "", "")
	b.ReportAllocs()
	for b.Loop() {
		if p, err := e.Pending(b.Context()); err != nil || len(p) > 0 {
			b.Fatal(p, err)
		}
	}
}

// BenchmarkNew is the other part of a start: 500 migrations put in order.
func BenchmarkNew(b *testing.B) {
	d := open(b, testenv.SQLite(b))
	apps := manyApps()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(d, apps); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkState replays 500 migrations, as makemigrations does.
func BenchmarkState(b *testing.B) {
	g, err := newGraph(manyApps(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := g.state(nil); err != nil {
			b.Fatal(err)
		}
	}
}
