package devloop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// The pace of the loop.
const (
	pollEvery = 200 * time.Millisecond // how often files are looked at
	settle    = 60 * time.Millisecond  // several files are often saved together
)

// loop is the owner of the site. Everything but the work of building and starting happens in its one goroutine.
type loop struct {
	conf    Config
	root    string // of the module
	temp    string // for binaries
	public  string // the address that people use
	scanner *scanner
	hub     *hub
	asks    chan ask
	results chan result

	files   tree
	looked  time.Time
	cost    time.Duration // of the last look
	current *process      // serves; nil for none
	failure *Failure      // why none does
	failed  time.Time
	started bool // the failure is one of starting, and may go away by itself
	waiting []ask
	work    *work          // what is being done; nil for nothing
	working int            // how many works have not come to a result, those that were given up included
	number  int            // of the last binary
	binary  string         // that was built last; "" for none
	retired sync.WaitGroup // processes that are being ended

	mu        sync.Mutex // held while files are looked at or generated
	generated tree       // files that the generator wrote, as it left them
}

// ask is a request that wants to know who answers it.
type ask struct {
	at    time.Time   // files are looked at after this before it is answered; zero when a recent look will do
	reply chan answer // has room for the answer
}

// work is the building and starting of a site.
type work struct {
	kind   kind
	cancel context.CancelFunc
	began  time.Time
}

// result is what work came to.
type result struct {
	work    *work
	process *process
	binary  string
	err     error
}

// ask waits until the site is up to date with what was saved before at, and returns who answers. For the zero time it may be a
// little behind.
func (l *loop) ask(ctx context.Context, at time.Time) (answer, error) {
	a := ask{at, make(chan answer, 1)}
	select {
	case l.asks <- a:
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	select {
	case got, ok := <-a.reply:
		if !ok {
			return answer{}, errStopping
		}
		return got, nil
	case <-ctx.Done():
		go l.unused(a) // its answer may be on the way
		return answer{}, ctx.Err()
	}
}

// unused takes an answer that nobody waits for any more.
func (l *loop) unused(a ask) {
	if got, ok := <-a.reply; ok && got.site != nil {
		got.site.use.done()
	}
}

// run works until ctx ends.
func (l *loop) run(ctx context.Context) {
	defer l.end()
	l.files, l.looked = l.scanner.scan(), time.Now()
	l.begin(ctx, build)
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		var ended <-chan struct{}
		if l.current != nil {
			ended = l.current.ended
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if time.Since(l.looked) > 20*l.cost { // at most a twentieth of a processor
				l.look(ctx)
			}
		case a := <-l.asks:
			l.asked(ctx, a)
		case r := <-l.results:
			l.finish(ctx, r)
		case <-ended:
			l.broke()
		}
	}
}

// asked answers a request, or lets it wait until the work is done.
func (l *loop) asked(ctx context.Context, a ask) {
	if l.current != nil {
		select {
		case <-l.current.ended:
			l.broke()
		default:
		}
	}
	if l.looked.Before(a.at) || time.Since(l.looked) > 20*l.cost {
		l.look(ctx)
	}
	if l.work == nil && l.started && time.Since(l.failed) > l.conf.retry {
		l.begin(ctx, restart) // what was missing, such as a migration, may be there now
	}
	if l.work != nil {
		l.waiting = append(l.waiting, a)
		return
	}
	l.answer(a)
}

func (l *loop) answer(a ask) {
	if p := l.current; p != nil && l.failure == nil {
		p.use.begin()
		a.reply <- answer{site: &backend{url: p.address, use: &p.use, ended: p.ended, debugging: func() { p.debug.Store(true) }}}
		return
	}
	a.reply <- answer{failure: l.failure}
}

// look looks at the files, and begins what their changes ask for.
func (l *loop) look(ctx context.Context) {
	if !l.mu.TryLock() {
		return // the generator is writing
	}
	defer l.mu.Unlock()
	began := time.Now()
	now := l.scanner.scan()
	l.cost = time.Since(began)
	l.accept(now)
	names, most := l.scanner.changes(l.files, now)
	l.files, l.looked = now, began
	if most == nothing {
		return
	}
	slices.Sort(names)
	if most < restart && (l.failure != nil || l.current == nil || !l.current.debug.Load()) {
		most = build // the site does not run, or has its pages embedded
	}
	l.say("%s changed", some(names))
	switch {
	case most >= restart:
		l.begin(ctx, most)
	case most == page:
		l.hub.reload()
	default:
		l.hub.swap()
	}
}

// accept takes what the generator wrote as known.
func (l *loop) accept(now tree) {
	for name, st := range l.generated {
		switch {
		case now[name] != st: // changed since
		case st == (stamp{}):
			delete(l.files, name)
		default:
			l.files[name] = st
		}
	}
	clear(l.generated)
}

func some(names []string) string {
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d others", strings.Join(names[:2], ", "), len(names)-2)
	}
	return strings.Join(names, ", ")
}

// begin starts the work that a change asks for. Work that is under way is given up.
func (l *loop) begin(ctx context.Context, k kind) {
	if l.work != nil {
		l.work.cancel()
		k = max(k, l.work.kind)
	}
	if l.binary == "" {
		k = build
	}
	working, cancel := context.WithCancel(ctx)
	w := &work{kind: k, cancel: cancel, began: time.Now()}
	l.work = w
	binary := l.binary
	if k == build {
		l.number++
		binary = filepath.Join(l.temp, fmt.Sprintf("site-%d", l.number))
		if runtime.GOOS == "windows" {
			binary += ".exe"
		}
	}
	l.working++
	go func() {
		r := result{work: w, binary: binary}
		r.process, r.err = l.do(working, k, binary)
		l.results <- r // the loop takes one from each work, at its end too
	}()
}

// do builds and starts the site, outside of the loop's goroutine.
func (l *loop) do(ctx context.Context, k kind, binary string) (*process, error) {
	select {
	case <-time.After(settle):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if k == build {
		err := l.generate(ctx)
		if err == nil {
			err = buildSite(ctx, l.conf.Dir, l.conf.Package, binary)
		}
		if err != nil {
			return nil, err
		}
	}
	p, err := startProcess(binary, l.conf.Args, l.conf.Dir, siteEnv(l.conf.Environ), l.public, l.conf.Out, l.conf.Err)
	if err != nil {
		return nil, err
	}
	select {
	case p.address = <-p.url:
		return p, nil
	case <-p.ended:
		return nil, &buildError{"The site did not start", strings.TrimSpace(p.out.String()) + "\n(" + p.how() + ")"}
	case <-ctx.Done():
		endGroup(p.cmd)
		<-p.ended
		return nil, ctx.Err()
	}
}

// generate runs the generator and remembers what it wrote, so that it is not taken for a change. Nobody looks meanwhile.
func (l *loop) generate(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	written, err := generateModels(ctx, l.root)
	for _, name := range written {
		l.say("wrote %s", name)
		file := filepath.Join(l.root, filepath.FromSlash(name))
		l.generated[file] = stamp{} // it was removed
		l.generated.stat(file)
	}
	return err
}

// finish takes what work came to.
func (l *loop) finish(ctx context.Context, r result) {
	l.working--
	if r.work != l.work { // newer work goes on
		if r.process != nil {
			l.retire(ctx, r.process)
		}
		return
	}
	r.work.cancel()
	l.work = nil
	switch {
	case r.err == nil:
		old := l.current
		l.current, l.failure, l.started, l.binary = r.process, nil, false, r.binary
		if old != nil {
			l.retire(ctx, old)
		}
		l.say("ready after %.1f s", time.Since(r.work.began).Seconds())
	case errors.Is(r.err, context.Canceled):
		l.failWith("The site was not started", r.err.Error(), false)
	default:
		title, text := "The site was not started", r.err.Error()
		var b *buildError
		if errors.As(r.err, &b) {
			title, text = b.title, b.text
		}
		ran := title == "The site did not start"
		l.binary = "" // the next work builds
		if ran {
			l.binary = r.binary
		}
		l.failWith(title, text, ran)
	}
	l.hub.reload()
	for _, a := range l.waiting {
		l.answer(a)
	}
	l.waiting = nil
}

func (l *loop) failWith(title, text string, started bool) {
	l.failure = newFailure(title, text, &source{root: l.root, dir: l.conf.Dir, tree: l.files})
	l.failed, l.started = time.Now(), started
	l.say("%s", l.failure.summary())
}

// broke notes that the site ended by itself.
func (l *loop) broke() {
	p := l.current
	l.current = nil
	if l.failure == nil {
		l.failWith("The site ended", strings.TrimSpace(p.out.String())+"\n("+p.how()+")", true)
		l.hub.reload()
	}
}

// retire ends a process when its requests are done.
func (l *loop) retire(ctx context.Context, p *process) {
	l.retired.Go(func() { p.retire(ctx) })
}

// end ends everything that the loop has started.
func (l *loop) end() {
	if l.work != nil {
		l.work.cancel()
	}
	for ; l.working > 0; l.working-- {
		if r := <-l.results; r.process != nil {
			l.retired.Go(func() { r.process.stop(context.Background()) })
		}
	}
	if p := l.current; p != nil {
		l.retired.Go(func() { p.stop(context.Background()) })
	}
	l.retired.Wait()
	for _, a := range l.waiting {
		close(a.reply)
	}
}

// say prints a line for the person at the terminal.
func (l *loop) say(format string, args ...any) {
	_, _ = io.WriteString(l.conf.Err, "musette dev: "+fmt.Sprintf(format, args...)+"\n")
}
