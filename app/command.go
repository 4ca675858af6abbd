package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
)

// Command is a command of the site's binary: `shop seed --products 100`.
type Command struct {
	// Name is what people type.
	Name string
	// Args shows the positional arguments in the help and says how many there may be: "APP [MIGRATION]" takes one or two,
	// "[APP…]" any number. An empty text means none. Another number is wrong usage.
	Args string
	// Short says in one line what the command does.
	Short string
	// Long is the rest of its help. Defaults to nothing.
	Long string
	// New declares the command's flags and returns what runs with them.
	New func(flags *flag.FlagSet) Run
	// Offline marks a command that does not need the database.
	Offline bool
	// AnySchema marks a command that runs although migrations are pending.
	AnySchema bool
}

// Run carries a command out. ctx has the site's database and models and ends at an interrupt. An error is printed and makes
// the exit code 1, or 2 when it is a [UsageError].
type Run func(ctx context.Context, env *Env) error

// Env is what a command sees of its surroundings.
type Env struct {
	Args     []string // positional arguments
	In       io.Reader
	Out      io.Writer
	Err      io.Writer
	Terminal bool     // a person can answer questions
	Environ  []string // the environment, as os.Environ gives it
}

// Getenv returns a variable of the environment, "" when it is not set.
func (e *Env) Getenv(name string) string {
	for _, v := range e.Environ {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// UsageError says that a command was called wrongly: it is printed with the command's usage, and the exit code is 2.
type UsageError struct {
	Text string // what was found and what is expected
}

// Usagef returns a [UsageError] whose text is made as by fmt.Sprintf.
func Usagef(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

func (e *UsageError) Error() string { return e.Text }

// ExitError ends a command with an exit code without a message: what there is to say has been printed.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return "" }
