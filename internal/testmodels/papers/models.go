// Package papers has stored files and a many-to-many, for the tests of forms.
package papers

import "github.com/musette-go/musette/orm"

//go:generate go tool musette generate

// A Drawer holds papers.
type Drawer struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=20"`
}

// A Tag is put on papers.
type Tag struct {
	orm.Model
	ID   int64
	Name string `orm:"max_length=20"`
}

// A Paper may have a stored file, lie in a drawer, and carry tags.
type Paper struct {
	orm.Model
	ID     int64
	Title  string          `orm:"max_length=20,unique"`
	File   string          `orm:"file,max_length=200,blank"`
	Drawer orm.Ref[Drawer] `orm:"null,on_delete=cascade,related_name=Papers"`
	Tags   orm.Many[Tag]   `orm:"blank,related_name=Papers"`
}
