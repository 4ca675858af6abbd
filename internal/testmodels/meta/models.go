// Package meta has every option of a Meta method that the other test models do without: constraints on choices, exclusions,
// indexes of every method, permissions, and names of one's own.
package meta

import (
	"encoding/json"
	"time"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// State is where an order stands.
type State string

// The states.
const (
	Open State = "open"
	Paid State = "paid"
	Sent State = "sent"
)

// Choices are the states with their labels and groups.
func (State) Choices() []orm.Choice {
	return []orm.Choice{{Value: Open, Label: "Open"}, {Value: Paid, Label: "Paid", Group: "Done"}, {Value: Sent, Label: "Sent", Group: "Done"}}
}

// Stage is a step of the work.
type Stage int16

// The stages.
const (
	First  Stage = 1
	Second Stage = 2
)

// Choices are the stages with their labels.
func (Stage) Choices() []orm.Choice {
	return []orm.Choice{{Value: First, Label: "First"}, {Value: Second, Label: "Second"}}
}

// Order is something to be done.
//
//musette:table work_orders
type Order struct {
	orm.Model
	ID     int64
	Number int32
	State  State `orm:"max_length=10"`
	Stage  Stage
	Size   string `orm:"max_length=2"`
	Code   *string
	Total  decimal.Decimal `orm:"max_digits=10,decimal_places=2"`
	Data   json.RawMessage
	Made   time.Time
}

// Meta has every option.
func (Order) Meta() orm.Meta[Order] {
	return orm.Meta[Order]{
		Ordering: orm.By(Orders.Number.Desc()),
		LatestBy: orm.By(Orders.Made.Asc()),
		Indexes: orm.Indexes(
			orm.Index(Orders.Number).Include(Orders.Total).Named("order_number_covers"),
			orm.Index(Orders.Data).Using(schema.GIN).OpClass("jsonb_path_ops").Named("order_data_gin"),
			orm.Index(Orders.Made).Using(schema.BRIN).Named("order_made_brin"),
			orm.Index(Orders.State).Using(schema.Hash).Named("order_state_hash"),
		),
		Constraints: orm.Constraints(
			orm.CheckChoices("order_state_known", Orders.State).Message("unknown_state", "There is no such state."),
			orm.CheckChoices("order_stage_known", Orders.Stage),
			orm.CheckChoices("order_size_known", Orders.Size),
			orm.Check("order_total", Orders.Total.Ge(decimal.Zero)).Message("negative", "The total cannot be negative."),
			orm.Unique("order_number", Orders.Number).Message("number_taken", "This number is taken."),
			orm.Unique("order_code_stage", Orders.Code, Orders.Stage).NullsNotDistinct(),
			orm.Unique("order_one_open", Orders.Size).Where(Orders.State.Eq(Open)).Message("open_already", "One of this size is open already."),
		),
		Fields: orm.Fields(
			orm.Choices(Orders.Size, orm.Choice{Value: "S", Label: "Small"}, orm.Choice{Value: "L", Label: "Large"}),
		),
		VerboseName:        "work order",
		VerboseNamePlural:  "work to do",
		Comment:            "what is to be done",
		DefaultPermissions: []string{"view", "change"},
		Permissions:        []schema.Permission{{Codename: "ship_order", Name: "Can ship orders"}},
	}
}

// Booking keeps a room for itself. Its constraint needs the extension btree_gist of PostgreSQL.
type Booking struct {
	orm.Model
	ID   int64
	Room int32
	At   time.Time
}

// Meta has an exclusion.
func (Booking) Meta() orm.Meta[Booking] {
	return orm.Meta[Booking]{Constraints: orm.Constraints(
		orm.Exclude("booking_apart", orm.Equal(Bookings.Room), orm.Equal(Bookings.At)).Message("room_taken", "The room is taken."),
	)}
}
