package rest_test

import (
	"testing"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/schema"
)

// Declaring an API asks nothing of a model's Meta: it may use package variables that are made later.
func TestDeclarationsAreLazy(t *testing.T) {
	t.Parallel()
	asked := false
	d := orm.Describe(&orm.Descriptor{
		Schema: schema.Model{App: "x", Name: "Thing", Fields: []schema.Field{
			{Name: "id", GoName: "ID", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
			{Name: "others", GoName: "Others", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "x.Thing", RelatedName: "Back"}},
		}},
		Options: func() orm.Options { asked = true; return orm.Options{} },
		Rows:    orm.NewRows[thing],
		Copy:    func(dst, src any) { *dst.(*thing) = *src.(*thing) },
		State:   func(x any) *orm.Model { return &x.(*thing).Model },
		Ptr:     func(x any, _ int) any { return &x.(*thing).ID },
	})
	things := struct {
		orm.Manager[*thing]
		orm.Query[*thing]
	}{orm.NewManager[*thing](d), orm.NewQuery[*thing](d)}
	others := orm.NewManyToMany[*thing, *thing](d, 1, d, func(x any) any { return &x.(*thing).Others })
	id := (*orm.Num[*thing, int64])(d.Root().Col(0))
	rest.ModelViewSet(&things, rest.Options[thing]{
		Fields:   rest.Fields(id, rest.Keys(others), rest.URL(&things, "thing-detail")),
		Filters:  rest.AllFilters(rest.Filters(id), rest.Lookups(id, rest.Gte), rest.FilterMany(others)),
		Ordering: rest.Ordering(id), Pagination: rest.Cursor[thing]{By: id},
	})
	if asked {
		t.Error("the model's Meta was evaluated by a declaration")
	}
}

type thing struct {
	orm.Model
	ID     int64
	Others orm.Many[thing]
}
