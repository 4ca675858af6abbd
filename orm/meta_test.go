package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/internal/testmodels"
	"github.com/musette-go/musette/internal/testmodels/meta"
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/schema"
)

var workOrders = meta.Orders

// metaModels are the models that need no extension of PostgreSQL.
var metaModels = []*orm.Descriptor{workOrders.Descriptor()}

func order(number int32) *meta.Order {
	return &meta.Order{Number: number, State: meta.Sent, Stage: meta.First, Size: "S", Code: ptr(fmt.Sprint(number)), Total: dec("1.00"), Data: json.RawMessage(`{}`), Made: time.Unix(int64(number), 0)}
}

// TestMetaInTheDatabase compares what a Meta method declares with what the tables have.
func TestMetaInTheDatabase(t *testing.T) {
	t.Parallel()
	on(t, metaModels, func(e *env) {
		text, err := migrate.Inspect(e.ctx, e.db)
		e.do(err)
		golden(e, "meta."+e.db.Dialect().Name+".txt", text)
		same(e, found(orm.CheckDatabase(e.ctx, registry(e.T, metaModels...))), "")
	})
}

// TestModelOptions compares the options of a model with what is known of it.
func TestModelOptions(t *testing.T) {
	t.Parallel()
	m := workOrders.Descriptor().Model()
	e := &env{T: t}
	same(e, m.TableName(), "work_orders")
	same(e, m.Verbose()+"/"+m.VerbosePlural()+"/"+m.Comment, "work order/work to do/what is to be done")
	same(e, m.Ordering, []schema.OrderKey{{Field: "number", Desc: true}})
	same(e, m.LatestBy, []schema.OrderKey{{Field: "made"}})
	same(e, m.DefaultPermissions, []string{"view", "change"})
	same(e, m.Permissions, []schema.Permission{{Codename: "ship_order", Name: "Can ship orders"}})
	same(e, m.Field("state").Choices, []schema.Choice{{Value: "open", Label: "Open"}, {Value: "paid", Label: "Paid", Group: "Done"}, {Value: "sent", Label: "Sent", Group: "Done"}})
	same(e, m.Field("size").Choices, []schema.Choice{{Value: "S", Label: "Small"}, {Value: "L", Label: "Large"}})
}

func TestOptionsDecideTheRows(t *testing.T) {
	t.Parallel()
	on(t, metaModels, func(e *env) {
		create(e, workOrders.Create, order(2), order(3), order(1))
		same(e, list(e, &workOrders.Query, func(o *meta.Order) string { return fmt.Sprint(o.Number) }), "[3 2 1]")
		latest, err := workOrders.Latest(e.ctx)
		same(e, latest.Number, ok(e, 3, err))
		earliest, err := workOrders.Earliest(e.ctx)
		same(e, earliest.Number, ok(e, 1, err))
	})
}

// TestRulesHaveOneCode breaks each rule twice, before a row is written and behind the back of validation: the code and the
// text are the same.
func TestRulesHaveOneCode(t *testing.T) {
	t.Parallel()
	on(t, metaModels, func(e *env) {
		create(e, workOrders.Create, order(1), func() *meta.Order { o := order(2); o.State, o.Size = meta.Open, "L"; return o }(), func() *meta.Order { o := order(3); o.Code = nil; return o }())
		mine := create(e, workOrders.Create, order(4))[0]
		for _, c := range []struct {
			rule, code, text string
			is               error
			change           func(o *meta.Order)
			set              []orm.Assign[*meta.Order]
		}{
			{"check", "negative", "The total cannot be negative.", db.ErrCheck, func(o *meta.Order) { o.Total = dec("-1") }, []orm.Assign[*meta.Order]{workOrders.Total.Sub(dec("2"))}},
			{"unique", "number_taken", "This number is taken.", db.ErrUnique, func(o *meta.Order) { o.Number = 1 }, []orm.Assign[*meta.Order]{workOrders.Number.Set(1)}},
			{"unique with NULL", "unique", "Work order with this Code and Stage already exists.", db.ErrUnique, func(o *meta.Order) { o.Code = nil }, []orm.Assign[*meta.Order]{orm.SetNull(workOrders.Code)}},
			{"partial unique", "open_already", "One of this size is open already.", db.ErrUnique, func(o *meta.Order) { o.State, o.Size = meta.Open, "L" }, []orm.Assign[*meta.Order]{workOrders.State.Set(meta.Open), workOrders.Size.Set("L")}},
		} {
			o := get(e, &workOrders.Query, workOrders.ID.Eq(mine.ID))
			c.change(o)
			same(e, refusals(workOrders.Validate(e.ctx, o)), []string{c.code + " " + c.text})
			_, err := workOrders.Filter(workOrders.ID.Eq(mine.ID)).Update(e.ctx, c.set...)
			var x *orm.ConstraintError
			if !errors.As(err, &x) || !errors.Is(err, c.is) || x.Code != c.code || x.Message != c.text || x.Model != "meta.Order" {
				e.Errorf("%s: the database: %v", c.rule, err)
			}
		}
	})
}

// refusals are the codes and texts of a validation error.
func refusals(err error) (out []string) {
	var v *problem.ValidationError
	if !errors.As(err, &v) {
		return nil
	}
	for _, list := range v.Fields {
		for _, x := range list {
			out = append(out, x.Code+" "+x.Message)
		}
	}
	return out
}

// TestUnknownChoices gives values that are no choices to validation, and to the database by SQL.
func TestUnknownChoices(t *testing.T) {
	t.Parallel()
	on(t, metaModels, func(e *env) {
		o := order(1)
		o.State, o.Stage, o.Size = "lost", 9, "M"
		same(e, invalid(e, workOrders.Validate(e.ctx, o)), []string{"size:invalid_choice", "stage:invalid_choice", "state:invalid_choice"})
		same(e, invalid(e, workOrders.Create(e.ctx, o)), []string{"size:invalid_choice", "stage:invalid_choice", "state:invalid_choice"})
		create(e, workOrders.Create, order(2))
		for set, constraint := range map[string]string{"state = 'lost'": "order_state_known", "stage = 9": "order_stage_known", "size = 'M'": "order_size_known"} {
			_, err := e.db.Exec(e.ctx, "UPDATE work_orders SET "+set)
			var x *db.Error
			if !errors.As(err, &x) || x.Code != db.Check || x.Constraint != constraint {
				e.Errorf("%s: %v", set, err)
			}
		}
		for _, s := range []meta.State{meta.Open, meta.Paid, meta.Sent} {
			_, err := workOrders.Update(e.ctx, workOrders.State.Set(s))
			e.do(err)
		}
	})
}

// TestExclusion keeps rows apart on PostgreSQL; other databases leave the constraint out.
func TestExclusion(t *testing.T) {
	t.Parallel()
	on(t, nil, func(e *env) {
		if e.postgres() {
			e.do(e.db.ExecScript(e.ctx, "CREATE EXTENSION btree_gist"))
		}
		e.do(testmodels.Create(e.ctx, e.db, meta.Models...))
		at := time.Unix(0, 0)
		create(e, meta.Bookings.Create, &meta.Booking{Room: 1, At: at}, &meta.Booking{Room: 2, At: at})
		err := meta.Bookings.Create(e.ctx, &meta.Booking{Room: 1, At: at})
		if !e.postgres() {
			e.do(err)
			return
		}
		var x *orm.ConstraintError
		if !errors.As(err, &x) || !errors.Is(err, db.ErrExclusion) || x.Code != "room_taken" || !strings.Contains(err.Error(), "meta.Booking") || !strings.Contains(err.Error(), "booking_apart") {
			e.Fatal(err)
		}
		count(e, &meta.Bookings.Query, 2)
	})
}
