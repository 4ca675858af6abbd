package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	orm.Model
	ID                                                                int64
	Two__                                                             string
	One_                                                              string
	A__B                                                              string
	Größe                                                             int64
	ThisNameIsMuchTooLongForEveryDatabaseThatThereIsInTheWorldOfToday string
	ThisNameIsLongEnoughToBeAColumnButNotToTakeTheEndOfIts            orm.Ref[Product] `orm:"on_delete=cascade"`
}

type r string

type R struct {
	orm.Model
	ID int64
	A  r
}
