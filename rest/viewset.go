package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// Options declare the API of a model. Fields (or Serializer) and Permissions are required.
type Options[T any] struct {
	// Fields, ReadOnly, WriteOnly, Checks, Validate and Strict are those of [SerializerOptions].
	Fields    []orm.Column[*T]
	ReadOnly  []orm.Column[*T]
	WriteOnly []orm.Column[*T]
	Checks    []FieldCheck[T]
	Validate  func(ctx context.Context, row *T, errs *Errors[T])
	Strict    bool
	// Serializer takes the place of the fields above, for one that is shared. Defaults to one made of them.
	Serializer *Serializer[T]
	// ListSerializer shows the rows of lists, where they show less than a row by itself. Defaults to the same one.
	ListSerializer *Serializer[T]

	// Permissions say who may do what. Required: AllowAny must be said.
	Permissions Permission
	// Authentication are the ways to say who one is, in order. Defaults to those of the router, [Session] and [Basic].
	Authentication []Authenticator

	// Query makes the rows of a request. Defaults to all rows, or, for a model with a policy, those that the person may see. One that is given
	// filters lists and details alike; it says For or Unrestricted itself where the model has a policy.
	Query func(rq *Request) *orm.Query[*T]
	// Filters are the parameters of lists; see [Filters], [Lookups] and [FilterFunc]. Defaults to none.
	Filters []Filter[*T]
	// Search are the texts that ?search= looks into. Defaults to none.
	Search []SearchField[*T]
	// Ordering are the columns that ?ordering= sorts by. Defaults to none.
	Ordering []orm.Column[*T]
	// DefaultOrder sorts lists where the client does not say. Defaults to the model's own order.
	DefaultOrder []orm.Order[*T]
	// Pagination cuts lists into pages. Defaults to none: the whole list, without an envelope.
	Pagination Pagination

	// Actions are what the API has besides the six of a model. Defaults to none.
	Actions []Action[T]
	// Only are the names of the actions that exist: "list", "retrieve". Defaults to all.
	Only []string
	// OnCreate may fill in what the client does not send, such as the owner, when everything is valid and nothing is stored yet. Defaults to
	// nothing.
	OnCreate func(rq *Request, row *T) error
	// OnUpdate is the same before a change is stored.
	OnUpdate func(rq *Request, row *T) error
	// OnDestroy runs before a row is deleted; an error keeps it.
	OnDestroy func(rq *Request, row *T) error

	// Name is the prefix of the addresses below the router's. Defaults to the model's name for several: "products".
	Name string
	// Basename begins the names of the routes: "product-list". Defaults to the model's name.
	Basename string
	// Description is shown by OPTIONS. Defaults to "".
	Description string
	// CSV offers lists as tables too (Accept: text/csv, or ?format=csv). Defaults to false.
	CSV bool
}

// An Action is something that the API of a model does besides reading and writing rows: DRF's @action. Exactly one of Detail and List is set.
type Action[T any] struct {
	// Name is the action's name, for permissions, and the last part of its address unless Path is set: "publish". Required.
	Name string
	// Path is the last part of the address. Defaults to Name.
	Path string
	// Methods are those that it takes. Defaults to POST.
	Methods []string
	// Detail acts on a row, at /products/{pk}/publish/. The row has passed the permissions on objects.
	Detail func(rq *Request, row *T) (any, error)
	// List acts on no row, at /products/publish/.
	List func(rq *Request) (any, error)
	// Permissions take the place of those of the view set. Defaults to these.
	Permissions Permission
}

// A ViewSet is the API of a model: its addresses, what they do, and for whom. It is an app.Part: put it into the Parts of an app, and the
// site serves it below /api/.
type ViewSet struct {
	name, basename string
	where          *orm.Descriptor
	prepare        func(v *viewset) error
}

// PartOf says that the part is of package rest.
func (v *ViewSet) PartOf() string { return "rest" }

// viewset is a compiled view set.
type viewset struct {
	*ViewSet
	plan        *plan
	lists       *plan // of the rows of lists
	actions     []action
	only        []string
	permission  Permission
	auth        []Authenticator
	query       func(rq *Request) *orm.Query[any]
	filters     []*filter
	search      []search
	ordering    map[string]*orm.ColRef
	order       func(q *orm.Query[any]) *orm.Query[any]
	pagination  Pagination
	onCreate    func(rq *Request, row any) error
	onUpdate    func(rq *Request, row any) error
	onDestroy   func(rq *Request, row any) error
	offers      []renderer
	title, text string
	pk          codec
}

// action is an extra action without its type.
type action struct {
	name, path string
	methods    []string
	detail     func(rq *Request, row any) (any, error)
	list       func(rq *Request) (any, error)
	permission Permission
}

// ModelViewSet is the API of a model: list, create, retrieve, update, partial_update and destroy, as DRF's ModelViewSet. Mistakes, a missing
// permission among them, are found when the site starts.
//
//	var productAPI = rest.ModelViewSet(Products, rest.Options[Product]{
//		Fields:      rest.Fields(Products.ID, Products.Name, Products.Category, Products.Price),
//		Permissions: rest.ReadWrite(rest.IsAuthenticated, rest.IsAdminUser),
//		Pagination:  rest.PageNumber{PageSize: 10},
//	})
func ModelViewSet[T any](m Model[T], opt Options[T]) *ViewSet {
	d := m.Descriptor()
	v := &ViewSet{name: opt.Name, basename: opt.Basename, where: d}
	if v.basename == "" {
		v.basename = strings.ToLower(d.Schema.Name)
	}
	s := opt.Serializer
	if s == nil {
		s = NewSerializer(m, SerializerOptions[T]{Fields: opt.Fields, ReadOnly: opt.ReadOnly, WriteOnly: opt.WriteOnly,
			Checks: opt.Checks, Validate: opt.Validate, Strict: opt.Strict})
	}
	v.prepare = func(c *viewset) (err error) {
		if c.plan, err = s.compile(); err == nil {
			c.lists = c.plan
		}
		if opt.ListSerializer != nil {
			var err2 error
			c.lists, err2 = opt.ListSerializer.compile()
			err = errors.Join(err, err2)
		}
		return errors.Join(err, opt.into(c))
	}
	return v
}

// ReadOnlyModelViewSet is a [ModelViewSet] that only lists and retrieves.
func ReadOnlyModelViewSet[T any](m Model[T], opt Options[T]) *ViewSet {
	opt.Only = []string{"list", "retrieve"}
	return ModelViewSet(m, opt)
}

// into fills in the options without their types.
func (opt *Options[T]) into(c *viewset) error {
	c.permission, c.auth, c.pagination, c.only = opt.Permissions, opt.Authentication, opt.Pagination, opt.Only
	c.title, c.text = capital(c.where.Model().Verbose()), opt.Description
	c.offers = []renderer{asJSON, asProblem}
	if opt.CSV {
		c.offers = append(c.offers, asCSV)
	}
	if opt.Query != nil {
		c.query = func(rq *Request) *orm.Query[any] { return (*orm.Query[any])(opt.Query(rq)) }
	}
	if os := opt.DefaultOrder; len(os) > 0 {
		c.order = func(q *orm.Query[any]) *orm.Query[any] { return (*orm.Query[any])((*orm.Query[*T])(q).OrderBy(os...)) }
	}
	c.onCreate, c.onUpdate, c.onDestroy = hook(opt.OnCreate), hook(opt.OnUpdate), hook(opt.OnDestroy)
	return errors.Join(opt.parameters(c), opt.extra(c))
}

func hook[T any](fn func(rq *Request, row *T) error) func(rq *Request, row any) error {
	if fn == nil {
		return nil
	}
	return func(rq *Request, row any) error { return fn(rq, row.(*T)) }
}

// parameters compiles what lists take.
func (opt *Options[T]) parameters(c *viewset) error {
	var errs []error
	for _, f := range opt.Filters {
		for _, def := range f.filters() {
			compiled, err := def.compile()
			c.filters, errs = append(c.filters, compiled), append(errs, err)
		}
	}
	for _, f := range opt.Search {
		compiled, err := f.compile()
		c.search, errs = append(c.search, compiled), append(errs, err)
	}
	c.ordering = map[string]*orm.ColRef{}
	for _, o := range opt.Ordering {
		ref := orm.RefOfColumn(o)
		c.ordering[ref.Lookup()] = ref
	}
	if c.pagination != nil {
		errs = append(errs, c.pagination.check())
	}
	return errors.Join(errs...)
}

// extra compiles the actions.
func (opt *Options[T]) extra(c *viewset) error {
	var errs []error
	for _, a := range opt.Actions {
		out := action{name: a.Name, path: a.Path, methods: a.Methods, list: a.List, permission: a.Permissions}
		if out.path == "" {
			out.path = a.Name
		}
		if len(out.methods) == 0 {
			out.methods = []string{http.MethodPost}
		}
		if fn := a.Detail; fn != nil {
			out.detail = func(rq *Request, row any) (any, error) { return fn(rq, row.(*T)) }
		}
		if a.Name == "" || (a.Detail == nil) == (a.List == nil) {
			errs = append(errs, fmt.Errorf("rest: an action %q of %s: give it a Name and one of Detail and List", a.Name, c.where.Label()))
			continue
		}
		c.actions = append(c.actions, out)
	}
	return errors.Join(errs...)
}

// compile checks the view set and makes it ready.
func (v *ViewSet) compile(opt RouterOptions) (*viewset, error) {
	c := &viewset{ViewSet: v}
	err := v.prepare(c)
	if c.permission == nil {
		err = errors.Join(err, fmt.Errorf("rest: the API of %s has no Permissions: say who may use it, and rest.AllowAny if everybody may", v.where.Label()))
	}
	if c.auth == nil {
		c.auth = opt.Authentication
	}
	for i := range c.actions {
		if c.actions[i].permission == nil {
			c.actions[i].permission = c.permission
		}
	}
	d := v.where
	pk := d.PrimaryKey()
	key, pkErr := codecOf(&schema.Field{Name: "pk", Type: d.Schema.Fields[pk].Type}, d.Ptr(d.New(), pk))
	c.pk = key
	return c, errors.Join(err, pkErr)
}

// prefix is the part of the addresses that names the view set.
func (v *ViewSet) prefix() string {
	if v.name != "" {
		return v.name
	}
	m := v.where.Model()
	return strings.ReplaceAll(strings.ToLower(m.VerbosePlural()), " ", "-")
}

// rows are the rows of a request.
func (c *viewset) rows(rq *Request, as ...orm.Action) *orm.Query[any] {
	if c.query != nil {
		return c.query(rq)
	}
	return base(rq.Context(), c.where, as...)
}

// pkIs is the condition that the key equals a part of the address; ok is false for text that is no key.
func (c *viewset) pkIs(text string) (p orm.Pred[any], ok bool) {
	d := c.where
	pk := d.PrimaryKey()
	probe := d.New()
	if c.pk.decode(&value{kind: textValue, text: text}, d.Ptr(probe, pk)) != nil {
		return p, false
	}
	return column(d, pk).Eq(keyOf(d, probe)), true
}

// object reads the row that the address names, as far as the person may do a with it, and asks the permissions on objects. A row that
// is seen and may not be touched is 403, one that is not seen 404.
func (c *viewset) object(rq *Request, p Permission, pk string, load, lock bool, as ...orm.Action) (any, error) {
	is, ok := c.pkIs(pk)
	if !ok {
		return nil, errNotFound()
	}
	ctx := rq.Context()
	q := c.rows(rq, append([]orm.Action{orm.View}, as...)...).Filter(is)
	if load {
		q = c.plan.prepare(ctx, q)
	}
	if lock {
		q = q.ForUpdate()
	}
	row, err := q.Get(ctx)
	if errors.Is(err, orm.ErrNotFound) {
		if len(as) > 0 && c.query == nil && orm.PoliciesFrom(ctx).Of(c.where) != nil {
			seen, err := c.rows(rq, orm.View).Filter(is).Exists(ctx)
			if err != nil || seen {
				return nil, errors.Join(err, errDenied())
			}
		}
		return nil, errNotFound()
	}
	if err != nil {
		return nil, err
	}
	if err := rq.may(p, row); err != nil {
		return nil, err
	}
	if load {
		err = c.plan.complete(ctx, []any{row})
	}
	return row, err
}

// createPermitted creates a row if the person may add one like it: what the model's policy does not hold for is rolled back.
func (p *plan) createPermitted(ctx context.Context, row any) error {
	if orm.PoliciesFrom(ctx).Of(p.d) == nil {
		return p.create(ctx, row)
	}
	return orm.Atomic(ctx, func(ctx context.Context) error {
		if err := p.create(ctx, row); err != nil {
			return err
		}
		is := column(p.d, p.d.PrimaryKey()).Eq(keyOf(p.d, row))
		ok, err := base(ctx, p.d, orm.Add).Filter(is).Exists(ctx)
		if err != nil || !ok {
			return errors.Join(err, errDenied())
		}
		return nil
	})
}
