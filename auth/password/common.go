package password

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/musette-go/musette/problem"
)

// Common refuses well-known passwords, with the code "password_too_common", as Django's CommonPasswordValidator: whatever their case,
// and with blanks around them.
type Common struct {
	// List is the list to use. Defaults to one of 49,233 passwords in this package, which is not Django's; see the file NOTICE.
	List *CommonList
}

// Validate implements [Validator].
func (c Common) Validate(_ context.Context, password string, _ []Attribute) ([]problem.FieldError, error) {
	list := c.List
	if list == nil {
		list = defaultList()
	}
	if !list.Contains(password) {
		return nil, nil
	}
	return wrong("password_too_common", "This password is too common."), nil
}

// Help implements [Validator].
func (Common) Help() string { return "Your password can’t be a commonly used password." }

// A CommonList is a set of passwords, in memory.
type CommonList struct {
	sorted []string
}

// maxList is the greatest size of a list in bytes, unpacked.
const maxList = 64 << 20

// ReadCommonList reads a list of passwords in lower case, one in a line, compressed with gzip or not: the form of Django's own
// common-passwords.txt.gz. At most 64 MiB, unpacked, are read.
func ReadCommonList(r io.Reader) (*CommonList, error) {
	buffered := bufio.NewReader(r)
	r = buffered
	if magic, _ := buffered.Peek(2); string(magic) == "\x1f\x8b" {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("password: the list of common passwords: %w", err)
		}
		r = unpacked
	}
	text, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return nil, fmt.Errorf("password: the list of common passwords: %w", err)
	}
	if len(text) > maxList {
		return nil, errors.New("password: the list of common passwords has more than 64 MiB, use a breached list instead")
	}
	list := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i, line := range list {
		list[i] = strings.TrimFunc(line, blank)
	}
	slices.Sort(list)
	return &CommonList{sorted: slices.Compact(list)}, nil
}

// Contains reports whether a password is in the list, whatever its case and the blanks around it.
func (l *CommonList) Contains(password string) bool {
	_, found := slices.BinarySearch(l.sorted, strings.TrimFunc(lowercase(password), blank))
	return found
}

// Len is the number of passwords in the list.
func (l *CommonList) Len() int { return len(l.sorted) }

// blank is what Python's str.strip removes.
func blank(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

//go:embed common.txt.gz
var commonGZ []byte

// defaultList is read when the first password is compared with it.
var defaultList = sync.OnceValue(func() *CommonList {
	l, err := ReadCommonList(bytes.NewReader(commonGZ))
	if err != nil {
		panic(err) // it was compiled in
	}
	return l
})
