// Package wrong has models with mistakes that only checks can see.
package wrong

import "github.com/musette-go/musette/orm"

// Kind is an enumeration with mistakes.
type Kind string

// Choices has a value twice and one that is too long.
func (Kind) Choices() []orm.Choice {
	return []orm.Choice{{Value: Kind("a")}, {Value: Kind("a")}, {Value: Kind("much too long")}}
}

// Joined has a constraint over another model.
type Joined struct {
	orm.Model
	ID    int64
	Named orm.Ref[Named] `orm:"on_delete=cascade"`
}

// Meta names a joined column.
func (Joined) Meta() orm.Meta[Joined] {
	return orm.Meta[Joined]{Constraints: orm.Constraints(orm.Check("wrong_joined", orm.Ne(Joineds.Named.Name, "")))}
}

// Choosy has choices that do not fit.
//
//musette:plural Choosies
type Choosy struct {
	orm.Model
	ID     int64
	Kind   Kind `orm:"max_length=5"`
	Number int64
}

// Meta adds a choice of another type.
func (Choosy) Meta() orm.Meta[Choosy] {
	return orm.Meta[Choosy]{Fields: orm.Fields(orm.Choices(Choosies.Number, orm.Choice{Value: "one"}))}
}

// Named has wrong names.
type Named struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=10"`
}

// Meta has a name that is none, a name twice, a constraint without columns and one without values.
func (Named) Meta() orm.Meta[Named] {
	return orm.Meta[Named]{
		Indexes: orm.Indexes(orm.Index(Nameds.Name).Named(`x"; --`), orm.Index(Nameds.Name).Named("wrong_twice")),
		Constraints: orm.Constraints(
			orm.Unique[*Named]("wrong_twice", Nameds.Name),
			orm.Unique[*Named]("wrong_nothing"),
			orm.CheckChoices("wrong_choices", Nameds.Name),
		),
	}
}

// Bare has a key without an index.
type Bare struct {
	orm.Model
	ID    int64
	Named orm.Ref[Named] `orm:"on_delete=cascade,no_index"`
}

// Pairs has a table of pairs with the name of another model's table.
//
//musette:plural PairSets
type Pairs struct {
	orm.Model
	ID   int64
	Tags orm.Many[Named]
}

// Clash has that table.
//
//musette:plural Clashes
//musette:table wrong_pairs_tags
type Clash struct {
	orm.Model
	ID int64
}
