package migrate

import (
	"fmt"
	"slices"
	"strings"
)

// changes cuts the proposals into migrations: as few per app as the dependencies between apps allow.
func (d *detector) changes() ([]Change, error) {
	givers := map[string][]int{}
	for i := range d.list {
		for _, token := range d.list[i].gives {
			givers[token] = append(givers[token], i)
		}
	}
	c := &cutter{list: d.list, givers: givers, in: make([]int, len(d.list))}
	for i := range c.in {
		c.in[i] = -1
	}
	c.apps = proposalApps(d.list)
	for c.left() {
		if c.cutWhole() || c.cutPart() {
			continue
		}
		return nil, c.stuck()
	}
	return c.out, nil
}

// cutter hands out proposals to changes.
type cutter struct {
	list   []proposal
	givers map[string][]int
	in     []int // the change that a proposal is in, or -1
	apps   []string
	out    []Change
}

func proposalApps(list []proposal) []string {
	var out []string
	for i := range list {
		out = append(out, list[i].app)
	}
	return sortStrings(out)
}

func (c *cutter) left() bool { return slices.Contains(c.in, -1) }

// stuck names what waits for each other, as when a new model takes the table of one that goes, to which a key still points.
func (c *cutter) stuck() error {
	var what []string
	for i := range c.list {
		if c.in[i] < 0 {
			what = append(what, c.list[i].app+": "+c.list[i].op.Describe())
		}
	}
	return fmt.Errorf("migrate: these changes wait for each other, so that no order of them works: %s; make them in two steps", strings.Join(what, ", "))
}

// ready lists the proposals of an app that can run next, in an order in which they can.
func (c *cutter) ready(app string) (take []int, all bool) {
	taken := map[int]bool{}
	open := 0
	for i := range c.list {
		if c.list[i].app == app && c.in[i] < 0 {
			open++
		}
	}
	for progress := true; progress; {
		progress = false
		for i := range c.list {
			if c.list[i].app == app && c.in[i] < 0 && !taken[i] && c.satisfied(i, taken) {
				take, progress = append(take, i), true
				taken[i] = true
				break
			}
		}
	}
	return take, len(take) == open
}

func (c *cutter) satisfied(i int, taken map[int]bool) bool {
	for _, token := range c.list[i].needs {
		for _, j := range c.givers[token] {
			if j != i && c.in[j] < 0 && !taken[j] {
				return false
			}
		}
	}
	return true
}

// cutWhole makes a change of all that is left of an app, for the first app where that is possible.
func (c *cutter) cutWhole() bool {
	for _, app := range c.apps {
		if take, all := c.ready(app); all && len(take) > 0 {
			c.cut(app, take)
			return true
		}
	}
	return false
}

// cutPart makes a change of what is possible.
func (c *cutter) cutPart() bool {
	for _, app := range c.apps {
		if take, _ := c.ready(app); len(take) > 0 {
			c.cut(app, take)
			return true
		}
	}
	return false
}

func (c *cutter) cut(app string, take []int) {
	ch := Change{App: app}
	n := len(c.out)
	for _, i := range take {
		p := &c.list[i]
		ch.Operations = append(ch.Operations, p.op)
		c.in[i] = n
		for _, token := range p.needs {
			for _, j := range c.givers[token] {
				if at := c.in[j]; at >= 0 && at != n && c.out[at].App != app && !slices.Contains(ch.After, at) {
					ch.After = append(ch.After, at)
				}
			}
		}
		ch.Apps = append(ch.Apps, p.apps...)
	}
	for at := range c.out {
		if c.out[at].App == app {
			ch.After = append(ch.After, at)
		}
	}
	slices.Sort(ch.After)
	ch.After = slices.Compact(ch.After)
	ch.Apps = sortStrings(ch.Apps)
	c.out = append(c.out, ch)
}
