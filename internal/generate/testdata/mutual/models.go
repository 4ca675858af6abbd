// Package mutual has models that refer to themselves and to one another.
package mutual

import "github.com/musette-go/musette/orm"

// Category is a tree.
//
//musette:plural Categories
type Category struct {
	orm.Model
	ID     int64
	Name   string            `orm:"max_length=50"`
	Parent orm.Ref[Category] `orm:"null,on_delete=cascade,related_name=Children"`
	Best   orm.Ref[Item]     `orm:"null,on_delete=set_null,related_name=BestOf"`
}

// Meta names columns of the model, which needs the descriptor, which needs the model.
func (Category) Meta() orm.Meta[Category] {
	return orm.Meta[Category]{Ordering: orm.By(Categories.Parent.Name.Asc(), Categories.Name.Asc())}
}

// Item lies in a category.
type Item struct {
	orm.Model
	ID       int64
	Category orm.Ref[Category] `orm:"on_delete=protect"`
	Similar  orm.Many[Item]    `orm:"related_name=SimilarTo,through=Likeness"`
	Owner    orm.Ref[Person]   `orm:"on_delete=cascade"`
}

// Likeness is a pair of items.
//
//musette:plural Likenesses
type Likeness struct {
	orm.Model
	ID    int64
	A     orm.Ref[Item] `orm:"on_delete=cascade,related_name=LikenessesA"`
	B     orm.Ref[Item] `orm:"on_delete=cascade,related_name=LikenessesB"`
	Score float64
}

// Person has a favorite, and friends.
type Person struct {
	orm.Model
	ID       int64
	Favorite orm.Ref[Item]    `orm:"null,on_delete=set_null,related_name=FavoriteOf,one_to_one"`
	Friends  orm.Many[Person] `orm:"related_name=FriendOf"`
}
