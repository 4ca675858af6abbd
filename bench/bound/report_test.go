package bound

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

func ExampleReport() {
	report := NewReport(os.Stdout)
	report.AtMost("postgres/get", 0.98134, 1.05)
	report.AtMost("postgres/list", 1.0512, 1.05)
	report.AtLeast("page/requests", 0.91, 0.85)
	fmt.Println(report.Summary())
	// Output:
	// bound postgres/get 0.981 <= 1.05 ok
	// bound postgres/list 1.051 <= 1.05 MISSED
	// bound page/requests 0.91 >= 0.85 ok
	// 2 bounds held, 1 missed
}

func TestReportVerdicts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		hold func(*Report)
		want string
		code int
	}{
		{"equal is within", func(r *Report) { r.AtMost("x", 1.05, 1.05) }, "bound x 1.05 <= 1.05 ok\n", 0},
		{"what is printed counts", func(r *Report) { r.AtMost("x", 1.0503, 1.05) }, "bound x 1.05 <= 1.05 ok\n", 0},
		{"above", func(r *Report) { r.AtMost("x", 2, 1) }, "bound x 2 <= 1 MISSED\n", 1},
		{"below", func(r *Report) { r.AtLeast("x", 0.5, 1) }, "bound x 0.5 >= 1 MISSED\n", 1},
		{"no number holds no bound", func(r *Report) { r.AtMost("x", math.NaN(), 1) }, "bound x NaN <= 1 MISSED\n", 1},
		{"large", func(r *Report) { r.AtLeast("x", 123456, 1e6) }, "bound x 123456 >= 1000000 MISSED\n", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			r := NewReport(&out)
			test.hold(r)
			if out.String() != test.want || r.ExitCode() != test.code || r.Missed() != test.code {
				t.Errorf("printed %q with exit code %d, want %q with %d", out.String(), r.ExitCode(), test.want, test.code)
			}
		})
	}
}

func TestReportRefusesNamesWithSpaces(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a name with a space was accepted: its line could not be read back")
		}
	}()
	NewReport(os.Stderr).AtMost("two words", 1, 1)
}
