package shop

import "github.com/musette-go/musette/orm"

type Author struct {
	orm.Model
	ID    int64
	Name  string
	Agent orm.Ref[Author] `orm:"on_delete=cascade,related_name=-"`
}

type Book struct {
	orm.Model
	ID     int64
	Author orm.Ref[Author]  `orm:"on_delete=cascade,related_name=Name"`
	Editor orm.Ref[Author]  `orm:"on_delete=cascade,related_name=Books"`
	Reader orm.Ref[Author]  `orm:"on_delete=cascade,related_name=Books"`
	Third  orm.Ref[Author]  `orm:"on_delete=cascade"`
	Fourth orm.Ref[Author]  `orm:"on_delete=cascade"`
	Fifth  orm.Ref[Author]  `orm:"on_delete=cascade,related_name=AgentID"`
	Sixth  orm.Many[Author] `orm:"related_name=Agent"`
}
