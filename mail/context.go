package mail

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type contextKey struct{}

// carried is what a context carries of this package: the site's mailer under "", others by name.
type carried map[string]*Mailer

// With returns a context that carries a mailer: a site puts the one of EMAIL_URL into the context of its requests and tasks.
func With(ctx context.Context, m *Mailer) context.Context { return WithNamed(ctx, "", m) }

// WithNamed returns a context that carries a further mailer, for [Named].
func WithNamed(ctx context.Context, name string, m *Mailer) context.Context {
	have, _ := ctx.Value(contextKey{}).(carried)
	next := make(carried, len(have)+1)
	maps.Copy(next, have)
	next[name] = m
	return context.WithValue(ctx, contextKey{}, next)
}

// ErrNoMailer is what [From] returns in a context without a mailer.
var ErrNoMailer = errors.New("mail: the context has no mailer: put the site's there with mail.With")

// From returns the mailer that ctx carries.
func From(ctx context.Context) (*Mailer, error) {
	have, _ := ctx.Value(contextKey{}).(carried)
	if m := have[""]; m != nil {
		return m, nil
	}
	return nil, ErrNoMailer
}

// Named returns the mailer that ctx carries under a name. The error lists the names there are.
func Named(ctx context.Context, name string) (*Mailer, error) {
	if name == "" {
		return From(ctx)
	}
	have, _ := ctx.Value(contextKey{}).(carried)
	if m := have[name]; m != nil {
		return m, nil
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(have)), func(n string) bool { return n == "" })
	if len(names) == 0 {
		return nil, fmt.Errorf("mail: the context has no mailer named %q, nor any other with a name: put it there with mail.WithNamed", name)
	}
	return nil, fmt.Errorf("mail: the context has no mailer named %q; it has %s", name, strings.Join(names, ", "))
}

// Send sends messages by the mailer that ctx carries; see [Mailer.Send].
func Send(ctx context.Context, messages ...*Message) error {
	m, err := From(ctx)
	if err != nil {
		return err
	}
	return m.Send(ctx, messages...)
}
