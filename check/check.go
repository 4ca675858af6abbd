// Package check holds the vocabulary of system checks: diagnostics with a stable ID, a level and a hint that a site runs
// at start, in CI and by the command check.
//
// A check is a function that returns messages. Nothing is registered globally: an app lists its checks, the site runs
// them. The idea and the levels are Django's (docs/topics/checks).
package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Level orders messages by how serious they are; the numbers are Django's.
type Level int

// The levels. A message of [Error] or above stops the start of a site.
const (
	Debug    Level = 10
	Info     Level = 20
	Warning  Level = 30
	Error    Level = 40
	Critical Level = 50
)

// String gives the level in capitals, as it is printed.
func (l Level) String() string {
	switch {
	case l >= Critical:
		return "CRITICAL"
	case l >= Error:
		return "ERROR"
	case l >= Warning:
		return "WARNING"
	case l >= Info:
		return "INFO"
	}
	return "DEBUG"
}

// Message is one finding.
type Message struct {
	ID     string // stable, documented: "models.E001"
	Level  Level
	Object string // what it is about: "catalog.Product.price", a file:line, a setting's name
	Text   string // what was found and what was expected
	Hint   string // what to do; may be empty
}

// String is one line (two with a hint): "ERROR catalog.Product (models.E001): text".
func (m Message) String() string {
	var b strings.Builder
	b.WriteString(m.Level.String())
	if m.Object != "" {
		b.WriteString(" " + m.Object)
	}
	fmt.Fprintf(&b, " (%s): %s", m.ID, m.Text)
	if m.Hint != "" {
		b.WriteString("\n\tHINT: " + m.Hint)
	}
	return b.String()
}

// Tag groups checks, so that a command can run some of them.
type Tag string

// The tags that the command check knows: [Database] checks need a connection and run only when asked for, [Deploy] checks
// run with --deploy.
const (
	Models   Tag = "models"
	URLs     Tag = "urls"
	Security Tag = "security"
	Database Tag = "database"
	Deploy   Tag = "deploy"
)

// Check is a named function that looks at one aspect of a site.
type Check struct {
	Name string // "models", unique within a site
	Tags []Tag
	Run  func(ctx context.Context) []Message
}

// Has reports whether c carries the tag.
func (c Check) Has(t Tag) bool { return slices.Contains(c.Tags, t) }

// Options choose what [Run] runs and shows. The zero value runs every check that is tagged neither Database nor Deploy.
type Options struct {
	Tags     []Tag    // only checks with one of these; none means all
	Database bool     // run checks tagged Database too
	Deploy   bool     // run checks tagged Deploy too
	Silenced []string // IDs left out of the result
}

// Run runs the checks in order and returns what they found, the most serious first, otherwise in the order found.
func Run(ctx context.Context, checks []Check, opt Options) []Message {
	var out []Message
	for _, c := range checks {
		if c.Has(Database) && !opt.Database || c.Has(Deploy) && !opt.Deploy {
			continue
		}
		if len(opt.Tags) > 0 && !slices.ContainsFunc(opt.Tags, c.Has) {
			continue
		}
		for _, m := range c.Run(ctx) {
			if !slices.Contains(opt.Silenced, m.ID) {
				out = append(out, m)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Message) int { return int(b.Level) - int(a.Level) })
	return out
}

// Tags returns the tags that the checks have, sorted.
func Tags(checks []Check) []Tag {
	var out []Tag
	for _, c := range checks {
		out = append(out, c.Tags...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Worst returns the highest level among the messages, 0 where there are none.
func Worst(ms []Message) Level {
	var w Level
	for _, m := range ms {
		w = max(w, m.Level)
	}
	return w
}
