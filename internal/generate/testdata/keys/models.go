// Package keys has primary keys of every type and keys that point to them.
package keys

import "github.com/musette-go/musette/orm"

// Country has a key of text.
type Country struct {
	orm.Model
	Code string `orm:"max_length=2,primary_key,collation=C"`
	Name string `orm:"max_length=80"`
}

// Session has a UUID.
type Session struct {
	orm.Model
	Token orm.UUID `orm:"primary_key,column=session_key"`
}

// Legacy has a key of 32 bits that the program numbers.
type Legacy struct {
	orm.Model
	ID int32 `orm:"noauto"`
}

// Number is numbered by the database under another name.
type Number struct {
	orm.Model
	No int64 `orm:"primary_key,auto"`
}

// Code is a type of one's own.
type Code string

// Currency has a key of that type.
type Currency struct {
	orm.Model
	Code Code `orm:"max_length=3,primary_key"`
}

// Address is one to one with the session and has its key.
type Address struct {
	orm.Model
	Session  orm.RefOf[Session, orm.UUID] `orm:"primary_key,on_delete=cascade"`
	Country  orm.RefOf[Country, string]   `orm:"on_delete=protect,related_name=Addresses"`
	Former   orm.RefOf[Country, string]   `orm:"null,on_delete=set_null,related_name=-"`
	Legacy   orm.Ref[Legacy]              `orm:"on_delete=set_default,default=1,no_index,no_constraint,column=old"`
	Number   orm.Ref[Number]              `orm:"on_delete=restrict,one_to_one"`
	Other    orm.Ref[Number]              `orm:"on_delete=do_nothing,unique,null,related_name=OtherAddress,readonly,blank"`
	Currency orm.RefOf[Currency, Code]    `orm:"on_delete=set_default,default=EUR"`
	Post     orm.LooseRef                 `orm:"to=blog.Post,on_delete=cascade"`
	Draft    orm.LooseRef                 `orm:"to=blog.Post,on_delete=set_null,null,related_name=DraftAddresses"`
}

// Note points to a model whose key is a relation.
type Note struct {
	orm.Model
	ID      int64
	Address orm.RefOf[Address, orm.UUID] `orm:"on_delete=cascade"`
}
