package storage

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/musette-go/musette/problem"
)

// ErrFull is matched by the error of a Save for which there is no room left, on the disk or in a quota. It is a problem of the kind
// Unavailable; web answers 507 (RFC 4918, 11.5). Nothing of the file is left.
var ErrFull error = fullError{}

type fullError struct{}

func (fullError) Error() string      { return "storage: no space is left" }
func (fullError) Kind() problem.Kind { return problem.Unavailable }
func (fullError) HTTPStatus() int    { return 507 }
func (fullError) Public() string {
	return "There is no room for this file at the moment. Please try again later."
}

// noRoom gives the error of a disk without space its meaning.
func noRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}
