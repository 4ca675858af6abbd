package auth

import (
	"context"
	"fmt"
	"strings"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// modelKey is the name of a model in the table of content types.
type modelKey struct{ app, name string }

// createPermissions writes the content types and permissions of all models that are not in their tables yet, as Django does after it
// migrates. Those of models that are gone stay, for groups may have them.
func createPermissions(ctx context.Context, env *app.Env) error {
	reg, err := orm.RegistryFrom(ctx)
	if err != nil {
		return err
	}
	return orm.Atomic(ctx, func(ctx context.Context) error {
		types, err := createContentTypes(ctx, reg.Models())
		if err != nil {
			return err
		}
		have, err := havePermissions(ctx)
		if err != nil {
			return err
		}
		var missing []*Permission
		for _, d := range reg.Models() {
			t := types[keyOf(d)]
			for _, p := range permissionsOf(d.Model()) {
				if !have[t.ID][p.Codename] {
					missing = append(missing, &Permission{Name: cut(p.Name, 255), ContentType: orm.To[ContentType](t.ID), Codename: p.Codename})
				}
			}
		}
		if len(missing) == 0 {
			return nil
		}
		fmt.Fprintf(env.Out, "Creating %d permissions.\n", len(missing))
		_, err = Permissions.BulkCreate(ctx, missing, orm.IgnoreConflicts[*Permission]())
		return err
	})
}

func keyOf(d *orm.Descriptor) modelKey { return modelKey{labelOf(d), strings.ToLower(d.Schema.Name)} }

// labelOf is the label under which the rights for a model are kept: that of its app, but for content types, which Django has an app of their
// own for.
func labelOf(d *orm.Descriptor) string {
	if d == ContentTypes.Descriptor() {
		return "contenttypes"
	}
	return d.Schema.App
}

// createContentTypes returns the content types of models, made where they are missing.
func createContentTypes(ctx context.Context, models []*orm.Descriptor) (map[modelKey]*ContentType, error) {
	read := func() (map[modelKey]*ContentType, error) {
		rows, err := ContentTypes.Unrestricted().All(ctx)
		out := make(map[modelKey]*ContentType, len(rows))
		for _, t := range rows {
			out[modelKey{t.AppLabel, t.Name}] = t
		}
		return out, err
	}
	have, err := read()
	if err != nil {
		return nil, err
	}
	var missing []*ContentType
	for _, d := range models {
		if k := keyOf(d); have[k] == nil {
			missing = append(missing, &ContentType{AppLabel: k.app, Name: k.name})
		}
	}
	if len(missing) == 0 {
		return have, nil
	}
	if _, err := ContentTypes.BulkCreate(ctx, missing, orm.IgnoreConflicts[*ContentType]()); err != nil {
		return nil, err
	}
	return read()
}

// havePermissions are the code names in the table, by content type.
func havePermissions(ctx context.Context) (map[int64]map[string]bool, error) {
	rows, err := Permissions.Unrestricted().OrderBy().All(ctx)
	out := map[int64]map[string]bool{}
	for _, p := range rows {
		id := p.ContentType.Key()
		if out[id] == nil {
			out[id] = map[string]bool{}
		}
		out[id][p.Codename] = true
	}
	return out, err
}

// permissionsOf are the permissions that a model declares: add, change, delete and view where it does not say otherwise.
func permissionsOf(m *schema.Model) []schema.Permission {
	actions := m.DefaultPermissions
	if actions == nil {
		actions = []string{string(orm.Add), string(orm.Change), string(orm.Delete), string(orm.View)}
	}
	var out []schema.Permission
	for _, a := range actions {
		out = append(out, schema.Permission{Codename: a + "_" + strings.ToLower(m.Name), Name: "Can " + a + " " + m.Verbose()})
	}
	return append(out, m.Permissions...)
}

func cut(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}
