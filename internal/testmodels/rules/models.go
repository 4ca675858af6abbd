// Package rules has a key of every on_delete, circles of keys, and hooks.
package rules

import "github.com/musette-go/musette/orm"

// Root is what everything else points to.
type Root struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=50"`
}

// Branch goes with its root.
//
//musette:plural Branches
type Branch struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"on_delete=cascade,related_name=Branches"`
}

// Leaf goes with its branch.
//
//musette:plural Leaves
type Leaf struct {
	orm.Model
	ID     int64
	Branch orm.Ref[Branch] `orm:"on_delete=cascade,related_name=Leaves"`
}

// Guard protects its root.
type Guard struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"on_delete=protect,related_name=Guards"`
}

// Lock restricts the deletion of its root.
type Lock struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"on_delete=restrict,related_name=Locks"`
}

// Free forgets its root.
type Free struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"null,on_delete=set_null,related_name=Frees"`
}

// Fallback goes to root 1.
type Fallback struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"on_delete=set_default,default=1,related_name=Fallbacks"`
}

// Dangling keeps a key to nothing.
type Dangling struct {
	orm.Model
	ID   int64
	Root orm.Ref[Root] `orm:"on_delete=do_nothing,no_constraint,related_name=Danglings"`
}

// Artist has albums and songs.
type Artist struct {
	orm.Model
	ID int64
}

// Album goes with its artist.
type Album struct {
	orm.Model
	ID     int64
	Artist orm.Ref[Artist] `orm:"on_delete=cascade,related_name=Albums"`
}

// Song goes with its artist and keeps its album.
type Song struct {
	orm.Model
	ID     int64
	Artist orm.Ref[Artist] `orm:"on_delete=cascade,related_name=Songs"`
	Album  orm.Ref[Album]  `orm:"on_delete=restrict,related_name=Songs"`
}

// Hen and Egg point to each other.
type Hen struct {
	orm.Model
	ID  int64
	Egg orm.Ref[Egg] `orm:"null,on_delete=cascade,related_name=Hens"`
}

// Egg was laid by a hen.
type Egg struct {
	orm.Model
	ID  int64
	Hen orm.Ref[Hen] `orm:"null,on_delete=cascade,related_name=Eggs"`
}

// Tree is made of trees.
type Tree struct {
	orm.Model
	ID     int64
	Parent orm.Ref[Tree] `orm:"null,on_delete=cascade,related_name=Children"`
}
