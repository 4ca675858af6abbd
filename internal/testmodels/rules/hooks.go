package rules

import (
	"context"
	"errors"

	"github.com/musette-go/musette/orm"
)

// Hooked writes down what happens to it.
type Hooked struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"null,on_delete=cascade,related_name=Hookeds"`
	Name string        `orm:"max_length=50"`
}

// Log is what hooks write to.
type Log struct {
	orm.Model
	ID   int64
	Text string
}

// ErrHook is what a hook returns whose name is that of the row.
var ErrHook = errors.New("rules: the hook refuses")

func (h *Hooked) note(ctx context.Context, what string) error {
	if err := Logs.Create(ctx, &Log{Text: what + " " + h.Name}); err != nil {
		return err
	}
	if h.Name == what {
		return ErrHook
	}
	return nil
}

// BeforeCreate is a hook.
func (h *Hooked) BeforeCreate(ctx context.Context) error { return h.note(ctx, "before create") }

// AfterCreate is a hook.
func (h *Hooked) AfterCreate(ctx context.Context) error { return h.note(ctx, "after create") }

// BeforeUpdate is a hook.
func (h *Hooked) BeforeUpdate(ctx context.Context) error { return h.note(ctx, "before update") }

// AfterUpdate is a hook.
func (h *Hooked) AfterUpdate(ctx context.Context) error { return h.note(ctx, "after update") }

// BeforeDelete is a hook.
func (h *Hooked) BeforeDelete(ctx context.Context) error { return h.note(ctx, "before delete") }

// AfterDelete is a hook.
func (h *Hooked) AfterDelete(ctx context.Context) error { return h.note(ctx, "after delete") }

// Clean refuses a name and changes another.
func (h *Hooked) Clean(ctx context.Context, errs *orm.Errors) {
	switch h.Name {
	case "forbidden":
		errs.Add(orm.Name(Hookeds.Name), "forbidden", "This name is forbidden.")
	case "shout":
		h.Name = "SHOUT"
	}
}
