package shop

import "github.com/musette-go/musette/orm"

type Person struct {
	orm.Model
	ID int64
}

type Pair struct {
	orm.Model
	ID     int64
	Person orm.Ref[Person] `orm:"on_delete=cascade"`
}

type Club struct {
	orm.Model
	ID      int64
	A       orm.Many[Person] `orm:"through=Pair,related_name=As"`
	B       orm.Many[Person] `orm:"through=Membership,related_name=Bs"`
	C       orm.Many[Person] `orm:"through=Pairs,related_name=Cs"`
	Friends orm.Many[Club]   `orm:"through=Link,related_name=-"`
}

type Link struct {
	orm.Model
	ID int64
	A  orm.Ref[Club] `orm:"on_delete=cascade"`
}
