package orm_test

import "testing"

func TestTables(t *testing.T) {
	t.Parallel()
	on(t, all, func(e *env) {
		same(e, e.rec.Count(), 0)
	})
}
