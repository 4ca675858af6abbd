package web

import "github.com/musette-go/musette/problem"

// An inputError is a mistake of the client: the text is for the client, what happened inside for the log.
type inputError struct {
	err  error
	text string
}

func (e *inputError) Error() string      { return e.err.Error() }
func (e *inputError) Unwrap() error      { return e.err }
func (e *inputError) Public() string     { return e.text }
func (e *inputError) Kind() problem.Kind { return problem.BadRequest }
