package generate

// through finds the model that holds the pairs of a many-to-many, when it names one, and checks that it can.
func (c *collector) through(f *field) {
	want := f.settings["through"].value
	if want == "" {
		return
	}
	var names []string
	for _, m := range c.out.models {
		names = append(names, m.name)
		if m.name == want {
			f.rel.through = m
		}
	}
	if f.rel.through == nil {
		c.add(f.pos, f.subject(), "through=%s is not a model of this package%s", want, didYouMean(want, names))
		return
	}
	c.pairKeys(f, f.model, f.rel.target)
}

// pairKeys checks that the model of pairs has one key to each side.
func (c *collector) pairKeys(f *field, owner, target *model) {
	through := f.rel.through
	need, shape := 1, "one key to each side"
	if owner == target {
		need, shape = 2, "two keys to "+owner.name+", the first for this side"
	}
	from, to := through.keysTo(owner), through.keysTo(target)
	for _, side := range []struct {
		model *model
		keys  []*field
	}{{owner, from}, {target, to}} {
		if n := len(side.keys); n != need {
			c.add(f.pos, f.subject(), "through=%s has %s to %s: a model of pairs has %s", through.name, keyCount(n), side.model.name, shape)
			return
		}
	}
	f.rel.from, f.rel.into = from[0], to[need-1]
}

// keysTo are the keys of a model that point to another.
func (m *model) keysTo(target *model) []*field {
	var keys []*field
	for _, f := range m.fields {
		if f.class == refClass && f.rel.target == target {
			keys = append(keys, f)
		}
	}
	return keys
}

func keyCount(n int) string {
	switch n {
	case 0:
		return "no key"
	case 1:
		return "only one key"
	}
	return "several keys"
}
