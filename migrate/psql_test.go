package migrate

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/musette-go/musette/internal/testenv"
)

// TestScriptByPsql runs the printed SQL with psql: the schema must be the one that Migrate makes, both ways.
func TestScriptByPsql(t *testing.T) {
	t.Parallel()
	psql := testenv.Psql(t)
	var all []Migration
	all = append(all, Migration{Operations: baseNullParent()})
	app := func(c operationCase) App { return chain("catalog", all[0], Migration{Operations: c.ops}) }
	cases := operationCases()
	if !testenv.Full() {
		cases = cases[:0:0]
		for i, c := range operationCases() {
			if i%6 == 0 {
				cases = append(cases, c)
			}
		}
	}
	for _, c := range cases {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			url := testenv.Postgres(t)
			d, other := open(t, url), open(t, testenv.Postgres(t))
			e, script := executor(t, other, app(c)), executor(t, d, app(c))
			for _, step := range []struct {
				name, target string
				backward     bool
			}{{"0001", "0001", false}, {"0002", "0002", false}, {"0002", "0001", true}} {
				migrateTo(t, e, "catalog", step.target)
				sql, err := script.SQL("catalog", step.name, step.backward)
				if err != nil {
					t.Fatal(err)
				}
				cmd := exec.Command(psql, url, "-v", "ON_ERROR_STOP=1", "-q")
				cmd.Stdin = strings.NewReader(sql)
				if out, err := cmd.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
					t.Fatalf("psql: %v %s\n%s", err, out, sql)
				}
				if a, b := dump(t, other), dump(t, d); a != b {
					t.Errorf("%s: migrate and psql differ:\n%s", step.name, lineDiff(a, b))
				}
			}
		})
	}
}
