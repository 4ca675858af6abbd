package boot

import (
	"context"

	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/static"
)

// staticFiles puts the static files of the apps and the site together; the site's override the apps'.
func (b *Site) staticFiles(d *disk) (*static.Files, error) {
	opt := static.Options{Debug: b.Config.Debug}
	for _, a := range b.Apps {
		if a.Static != nil {
			opt.Sources = append(opt.Sources, static.Source{Name: a.Name, FS: d.instead(a.Static)})
		}
	}
	if b.Site.Static != nil {
		opt.Sources = append(opt.Sources, static.Source{Name: b.Name, FS: d.instead(b.Site.Static)})
	}
	return static.New(opt)
}

// templates lists the templates of the apps and the site; the site's override the apps'.
func (b *Site) templates(d *disk) []render.Source {
	var out []render.Source
	for _, a := range b.Apps {
		if a.Templates != nil {
			out = append(out, render.Source{Name: a.Name, FS: d.instead(a.Templates)})
		}
	}
	if b.Templates != nil {
		out = append(out, render.Source{Name: b.Name, FS: d.instead(b.Templates)})
	}
	return out
}

// checkStatic reports static files that refer to missing ones.
func (b *Site) checkStatic(context.Context) []check.Message {
	if b.Static == nil {
		return nil
	}
	return b.Static.Check()
}
