package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"

	"github.com/musette-go/musette/testkit/axe"
)

// Accessible runs axe-core on the page and fails the test for each barrier that it finds, with the element and what to
// do. rules are left out, by their name in axe-core: "color-contrast".
func (b *Browser) Accessible(without ...string) *Browser {
	b.t.Helper()
	b.Clean()
	_ = run(b, "loading axe-core", chromedp.Evaluate[int](axe.Source()+"\n;0"))
	var found struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct{ HTML, FailureSummary string }
		}
		Passes int
	}
	rules := map[string]map[string]bool{}
	for _, name := range without {
		rules[name] = map[string]bool{"enabled": false}
	}
	b.Eval(script(`async (rules) => {
		const r = await axe.run(document, {rules: rules})
		const nodes = list => list.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))
		return {Violations: r.violations.map(v => ({ID: v.id, Help: v.help, Nodes: nodes(v.nodes)})), Passes: r.passes.length}
	}`, rules), &found)
	b.seen.problems() // axe's own, not the page's
	if found.Passes == 0 {
		b.t.Errorf("browser: %s: axe-core found nothing to look at", b.path())
	}
	for _, v := range found.Violations {
		for _, n := range v.Nodes {
			b.t.Errorf("browser: %s: %s (%s)\n\t%s\n\t%s", b.path(), v.Help, v.ID, n.HTML, strings.ReplaceAll(fmt.Sprint(n.FailureSummary), "\n", "\n\t"))
		}
	}
	return b
}
