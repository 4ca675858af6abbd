package render

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"html/template"
	"io"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/musette-go/musette/web"
)

// Options configure an [Engine]. Sources is what it needs.
type Options struct {
	// Sources hold the templates; a later one overrides the files of an earlier one with the same path.
	Sources []Source
	// Funcs are further template functions, by name; they may replace the package's own, but not those of html/template. They
	// take what html/template allows and may return an error as second result. A call with the wrong number of arguments, or a
	// constant of the wrong type, is an error of New; what depends on a page's data is found by [Engine.Check]. A function that
	// returns a [Component] gives HTML.
	Funcs template.FuncMap
	// RequestFuncs make template functions that need the request. Each is called a few times for a page, not once for each
	// request, and returns the function for the template; that function asks for the request when it runs.
	RequestFuncs map[string]RequestFunc
	// URLs are the names for the function url. Without them url fails.
	URLs *web.URLs
	// Static gives the address of a static file for the function static. Defaults to "/static/" + path, escaped.
	Static func(path string) (string, error)
	// Now tells the time to the functions now, timesince and timeuntil. Defaults to time.Now.
	Now func() time.Time
	// Debug reads changed files again. Defaults to false.
	Debug bool
}

// A RequestFunc makes a template function. The function may call get only while it runs; get returns nil when a template is
// executed without a request.
type RequestFunc func(get func() *http.Request) any

// An Engine holds parsed templates. Many goroutines may use it.
type Engine struct {
	opt     Options
	funcs   template.FuncMap
	types   map[string]reflect.Type // the signatures of all functions
	seed    maphash.Seed
	current atomic.Pointer[set]

	own       map[string]bool // the addressFuncs that the site replaces
	instanced bool            // some names lead elsewhere in the requests of another instance of an app

	reload sync.Mutex // held while reading again
}

// set is one state of the templates.
type set struct {
	sum   uint64
	live  bool // some files can change
	lib   *library
	pages sync.Map // name → *page, made at start or on first use
}

// New parses all templates. The error joins everything that is wrong, each with file and line.
func New(opt Options) (*Engine, error) {
	e := &Engine{opt: opt, own: make(map[string]bool), seed: maphash.MakeSeed()}
	if e.opt.Static == nil {
		e.opt.Static = defaultStatic
	}
	if e.opt.Now == nil {
		e.opt.Now = time.Now
	}
	if err := e.makeFuncs(); err != nil {
		return nil, err
	}
	s, err := e.read()
	if err != nil {
		return nil, err
	}
	e.current.Store(s)
	return e, nil
}

// makeFuncs puts the functions of the package and of the options together.
func (e *Engine) makeFuncs() error {
	var errs []error
	e.funcs = e.builtins()
	for name, fn := range e.opt.Funcs {
		if e.opt.RequestFuncs[name] != nil {
			errs = append(errs, fmt.Errorf("render: the function %q stands in Funcs and in RequestFuncs: remove one", name))
		}
		e.funcs[name] = fn
	}
	for name := range addressFuncs {
		if e.opt.Funcs[name] != nil || e.opt.RequestFuncs[name] != nil {
			e.own[name] = true
		}
	}
	all := make(map[string]RequestFunc)
	maps.Copy(all, requestBuiltins())
	maps.Copy(all, e.opt.RequestFuncs)
	e.wrapComponents(all)
	if e.instanced = !e.own["url"] && slices.ContainsFunc(e.opt.URLs.Names(), e.opt.URLs.PerInstance); e.instanced {
		delete(e.funcs, "url")
		all["url"] = func(get func() *http.Request) any {
			return func(name string, args ...any) (string, error) { return e.urlIn(get(), name, args...) }
		}
	}
	e.opt.RequestFuncs = all
	for name := range e.names() {
		if name == "extends" {
			errs = append(errs, errors.New(`render: no function can be named "extends"`))
		}
	}
	if err := errors.Join(append(errs, e.tryFuncs())...); err != nil {
		return err
	}
	e.types = e.signatures()
	return nil
}

// tryFuncs turns the panic of html/template about a function that is none into an error.
func (e *Engine) tryFuncs() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("render: a template function cannot be used: %v", v)
		}
	}()
	template.New("").Funcs(e.funcs).Funcs(e.bind(new(slot)))
	return nil
}

// names are all functions that templates may call.
func (e *Engine) names() map[string]bool {
	names := make(map[string]bool)
	for _, n := range []string{"and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "index", "slice", "print", "printf",
		"println", "html", "js", "urlquery", "call"} {
		names[n] = true
	}
	for n := range e.funcs {
		names[n] = true
	}
	for n := range e.opt.RequestFuncs {
		names[n] = true
	}
	return names
}

// read loads the sources and prepares every file that is a page of its own.
func (e *Engine) read() (*set, error) {
	s := new(set)
	var errs []error
	for _, src := range e.opt.Sources {
		sum, live, err := src.fingerprint(e.seed)
		errs = append(errs, err)
		s.sum = s.sum*31 + sum
		s.live = s.live || live
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	lib, err := load(e.opt.Sources, e.names(), e.types)
	if err != nil {
		return nil, err
	}
	s.lib = lib
	parts := lib.parts()
	for _, name := range lib.names() {
		if parts[name] {
			continue
		}
		p, err := e.prepare(lib, name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.pages.Store(name, p)
	}
	return s, errors.Join(errs...)
}

// parts are the files that are not shown by themselves: layouts, included files, and those whose name begins with "_". They
// are prepared only when somebody does render them.
func (lib *library) parts() map[string]bool {
	parts := make(map[string]bool)
	for name, f := range lib.files {
		if strings.HasPrefix(path.Base(name), "_") {
			parts[name] = true
		}
		if f.extends != "" {
			parts[f.extends] = true
		}
		f.includes(func(to string) {
			to, _, _ = strings.Cut(to, "#")
			if to != name {
				parts[to] = true
			}
		})
	}
	return parts
}

// page finds a page, reading changed files again in debug.
func (e *Engine) page(name string) (*page, error) {
	s, err := e.fresh()
	if err != nil {
		return nil, err
	}
	if p, ok := s.pages.Load(name); ok {
		return p.(*page), nil
	}
	p, err := e.prepare(s.lib, name)
	if err != nil {
		return nil, err
	}
	kept, _ := s.pages.LoadOrStore(name, p) // only names of files get here, so that this is bounded
	return kept.(*page), nil
}

// fresh returns the templates, read again when a file has changed.
func (e *Engine) fresh() (*set, error) {
	s := e.current.Load()
	if !e.opt.Debug || !s.live {
		return s, nil
	}
	e.reload.Lock()
	defer e.reload.Unlock()
	var sum uint64
	for _, src := range e.opt.Sources {
		one, _, err := src.fingerprint(e.seed)
		if err != nil {
			return nil, err
		}
		sum = sum*31 + one
	}
	if s = e.current.Load(); sum == s.sum {
		return s, nil
	}
	next, err := e.read()
	if err != nil {
		return nil, err
	}
	e.current.Store(next)
	return next, nil
}

// Templates lists the names of all template files, sorted.
func (e *Engine) Templates() []string { return e.current.Load().lib.names() }

// Execute renders a template by name into w, for what is not a page of a site: mails, tests, tools. The name may end in "#block"
// to render one block alone. The request may be nil; functions that need one then fail. Nothing
// is written when the template fails.
func (e *Engine) Execute(w io.Writer, r *http.Request, name string, data any) error {
	buf := takeBuffer()
	defer giveBuffer(buf)
	if err := e.execute(buf, r, name, data); err != nil {
		return err
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func (e *Engine) execute(buf *bytes.Buffer, r *http.Request, name string, data any) error {
	p, err := e.page(name)
	if err != nil {
		return err
	}
	if err := p.execute(buf, r, data); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}
