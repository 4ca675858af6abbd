package main

import "testing"

// TestVetFromTheCommandLine: SEC-16: SQL that is put together is found, with its place.
func TestVetFromTheCommandLine(t *testing.T) {
	t.Parallel()
	const testdata = "../../internal/sqlvet/testdata"
	for _, s := range []step{
		{"vet --help", done, "Usage: musette vet", ""},
		{"vet --nope", misuse, "", "-nope"},
		{"vet -- x", misuse, "", "nothing is expected"},
		{"vet -C " + testdata + " ./good", done, "", ""},
		{"vet -C " + testdata + " ./bad", failed, "bad/bad.go:21:22: the SQL for (*db.DB).Query is not a constant", "hand values over as parameters"},
		{"vet -C " + testdata + " ./nowhere", failed, "", "musette vet: sqlvet: "},
	} {
		s.check(t, ".")
	}
}
