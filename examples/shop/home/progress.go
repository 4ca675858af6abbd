package home

import (
	"fmt"
	"strings"

	"github.com/musette-go/musette"
)

// progress is a bar on a terminal, and a line at the end elsewhere.
type progress struct {
	env   *musette.Env
	title string
	done  int
	of    int
}

func newProgress(env *musette.Env, title string, of int) *progress {
	return &progress{env: env, title: title, of: of}
}

func (p *progress) add(n int) {
	p.done += n
	if !p.env.Terminal || p.of == 0 {
		return
	}
	const width = 40
	full := min(width, width*p.done/p.of)
	fmt.Fprintf(p.env.Err, "\r%s [%s%s] %3d %%", p.title, strings.Repeat("#", full), strings.Repeat(".", width-full), 100*p.done/p.of)
}

func (p *progress) end(ok bool) {
	if p.env.Terminal && p.of > 0 {
		fmt.Fprintln(p.env.Err)
	}
	if ok {
		fmt.Fprintf(p.env.Out, "%s: %d rows.\n", p.title, p.done)
	}
}
