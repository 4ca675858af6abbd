// Package house holds the tests of what no single package can see of itself:
// which package may import which, what the public API is, what sample programs
// depend on, and whether the documentation still tells the truth.
//
// Everything is read in process, file by file: a test that asked the go
// command would be kept green by the test cache, which knows only the files
// that the test itself opened.
//
// After a wanted change of the public API or of the dependencies, rewrite the
// text files with
//
//	go test ./internal/house -update
//
// and let the difference be seen in review.
package house
