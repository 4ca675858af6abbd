package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Action is what somebody wants to do with rows. The words are those of Django's permissions.
type Action string

// The actions that every model has.
const (
	View   Action = "view"
	Add    Action = "add"
	Change Action = "change"
	Delete Action = "delete"
)

// ErrPolicy is what errors.Is finds when rows of a model with a policy are asked for without saying for whom.
var ErrPolicy = errors.New("orm: the query does not say for whom")

// PolicyError says that a query on a model with a policy neither went through For nor said Unrestricted, or that For was used on a
// model without a policy.
type PolicyError struct {
	Model   string // "library.Book"
	Missing bool   // the model has no policy
	Value   bool   // it is a value over related rows, such as Authors.Books.Count()
}

func (e *PolicyError) Error() string {
	if e.Missing {
		return "orm: " + e.Model + " has no policy: declare who may see its rows, or that everyone may, in its app's Policies"
	}
	if e.Value {
		return "orm: " + e.Model + " has a policy: a value over its rows needs orm.Allowed, which gives what the person of ctx may see, or orm.Unrestricted among its conditions"
	}
	return "orm: " + e.Model + " has a policy: read it through For(ctx), which gives what the person of ctx may see, or say Unrestricted()"
}

// Is makes errors.Is(err, ErrPolicy) true.
func (e *PolicyError) Is(target error) bool { return target == ErrPolicy }

// Policy says which rows of one model the person of a context may see, add, change or delete. Package auth makes policies of
// functions that know the user; this package obeys them.
type Policy struct {
	d     *Descriptor
	rule  string
	allow func(ctx context.Context, a Action) (node, error)
}

// NewPolicy makes the policy of a model. The condition that allow returns is added to the queries that go through For; rule
// names the policy in lists: "everyone", "owner".
func NewPolicy[R any](m interface{ Descriptor() *Descriptor }, rule string, allow func(ctx context.Context, a Action) (Pred[R], error)) *Policy {
	m.Descriptor().policed.Store(true)
	return &Policy{d: m.Descriptor(), rule: rule, allow: func(ctx context.Context, a Action) (node, error) {
		p, err := allow(ctx, a)
		if err != nil {
			return node{}, err
		}
		if p.n == nil {
			return node{}, fmt.Errorf("orm: the policy of %s gives no condition for %q: expected one, orm.Or() for no row", m.Descriptor().Label(), a)
		}
		return p.n[0], nil
	}}
}

// Model returns the model that the policy is about.
func (p *Policy) Model() *Descriptor { return p.d }

// Rule names the policy in lists.
func (p *Policy) Rule() string { return p.rule }

// Policies are the policies of a site, one for each model at most. They are immutable; the site puts them into every ctx.
type Policies struct{ of map[*Descriptor]*Policy }

// NewPolicies collects policies. The error lists the models that have two.
func NewPolicies(ps ...*Policy) (*Policies, error) {
	out := &Policies{of: make(map[*Descriptor]*Policy, len(ps))}
	var errs []error
	for _, p := range ps {
		if out.of[p.d] != nil {
			errs = append(errs, fmt.Errorf("orm: %s has two policies, %q and %q: keep one", p.d.Label(), out.of[p.d].rule, p.rule))
			continue
		}
		out.of[p.d] = p
	}
	return out, errors.Join(errs...)
}

// Of returns the policy of a model, or nil.
func (ps *Policies) Of(d *Descriptor) *Policy {
	if ps == nil {
		return nil
	}
	return ps.of[d]
}

type policiesKey struct{}

// WithPolicies returns a context in which queries obey ps.
func WithPolicies(ctx context.Context, ps *Policies) context.Context {
	return context.WithValue(ctx, policiesKey{}, ps)
}

// PoliciesFrom returns the policies that WithPolicies put into ctx, or nil.
func PoliciesFrom(ctx context.Context) *Policies {
	ps, _ := ctx.Value(policiesKey{}).(*Policies)
	return ps
}

// How a query came to its rows.
type access uint8

const (
	unasked  access = iota // refused on a model with a policy
	allowed                // through For or Unrestricted, or by the package's own work on rows that somebody has
	asPolicy               // related rows of a prefetch without a query of its own: those that may be seen
)

// For keeps the rows that the person of ctx may see by the model's policy, or may do another action with:
//
//	Books.For(ctx).Filter(…)
//	Books.For(ctx, orm.Change).Get(ctx, Books.ID.Eq(id))
//
// A model with a policy is read through For or, said aloud, [Query.Unrestricted]; anything else is a [PolicyError], and so is
// For on a model without one. SelectRelated follows keys whatever the other model's policy says: the row behind a key
// belongs to the row that has it. Prefetched rows are those that may be seen, unless their query says Unrestricted. Conditions and
// joined columns look at every row of the other model. A value over related rows (Count, SumOf, MaxOf) that a query gives back has
// [Allowed] or [Unrestricted] among its conditions, or is a PolicyError.
//
//go:noinline
func (q *Query[P]) For(ctx context.Context, as ...Action) *Query[P] {
	c := core(*q)
	c.forPerson(ctx, as)
	return (*Query[P])(&c)
}

// Unrestricted gives all rows of a model with a policy, whoever asks: for commands, tasks, and pages that check by themselves. The
// command `check` lists where it is said.
//
//go:noinline
func (q *Query[P]) Unrestricted() *Query[P] {
	c := core(*q)
	c.access = allowed
	return (*Query[P])(&c)
}

// Allowed is the condition of a model's policy by itself: which rows the person of ctx may see, or may do a with. It is for where a query on
// another model looks at these rows, so that counts agree with lists:
//
//	seen, err := orm.Allowed(ctx, Books, orm.View)
//	…
//	AuthorRows.With(AuthorRows.NumBooks.Is(Authors.Books.Count(seen)))
//
// The error is a [PolicyError] for a model without a policy.
func Allowed[P any](ctx context.Context, m Source[P], a Action) (Pred[P], error) {
	d := coreOf(m).d
	p := PoliciesFrom(ctx).Of(d)
	if p == nil {
		return Pred[P]{}, &PolicyError{Model: d.Label(), Missing: true}
	}
	n, err := p.allow(ctx, a)
	if err != nil {
		return Pred[P]{}, err
	}
	return marked[P](d, n), nil
}

// Unrestricted is the condition that every row of a model counts in a value over related rows, whoever asks:
//
//	AuthorRows.With(AuthorRows.NumBooks.Is(Authors.Books.Count(orm.Unrestricted(Books))))
//
// It is [Query.Unrestricted] for where a query on another model looks at these rows, and `check` lists it too.
func Unrestricted[P any](m Source[P]) Pred[P] { return marked[P](coreOf(m).d, node{op: opTrue}) }

// whose marks a condition with the model of which it says whose rows count.
type whose struct{ d *Descriptor }

func marked[P any](d *Descriptor, n node) Pred[P] {
	return Pred[P]{&[1]node{{op: opAnd, kids: []node{n}, arg: whose{d}}}}
}

// says reports whether one of the conditions, which all hold, says whose rows of d count.
func says(conditions []node, d *Descriptor) bool {
	return slices.ContainsFunc(conditions, func(n node) bool {
		return n.op == opAnd && (n.arg == whose{d} || says(n.kids, d))
	})
}

// unsaid finds a model with a policy over whose rows n is a value that does not say whose they are.
func (n *node) unsaid(ps *Policies) *Descriptor {
	kids := n.kids
	if n.op == opSubCol {
		if d := n.sub.many.target; ps.Of(d) != nil && !says(kids[1:], d) {
			return d
		}
		kids = kids[:1]
	}
	for i := range kids {
		if d := kids[i].unsaid(ps); d != nil {
			return d
		}
	}
	return nil
}

// obeyValues refuses values over rows of a model with a policy that do not say whose they are.
func (q *core) obeyValues(ctx context.Context) error {
	ps := PoliciesFrom(ctx)
	if ps == nil {
		return nil
	}
	for i := range q.outs {
		if d := q.outs[i].unsaid(ps); d != nil {
			return &PolicyError{Model: d.Label(), Value: true}
		}
	}
	return nil
}

func (q *core) forPerson(ctx context.Context, as []Action) {
	p := PoliciesFrom(ctx).Of(q.d)
	if p == nil {
		q.fail(&PolicyError{Model: q.d.Label(), Missing: true})
		return
	}
	if len(as) == 0 {
		as = []Action{View}
	}
	var ps []node
	for _, a := range as {
		n, err := p.allow(ctx, a)
		if err != nil {
			q.fail(err)
			return
		}
		if n.op != opTrue { // SQLite counts the rows of a whole table without looking at them, and would not with a condition
			ps = append(ps, n)
		}
	}
	q.filter("For", ps)
	q.access = allowed
}

// obey refuses a query that says nothing on a model with a policy, and gives prefetches their condition.
func (q *core) obey(ctx context.Context) error {
	ps := PoliciesFrom(ctx)
	if ps.Of(q.d) == nil {
		return nil
	}
	if q.access == asPolicy {
		q.forPerson(ctx, nil)
		return q.err
	}
	return &PolicyError{Model: q.d.Label()}
}
