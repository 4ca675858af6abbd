package shop

import (
	"time"

	"github.com/musette-go/musette/orm"
)

type Product struct {
	orm.Model
	ID int64
	A  time.Time  `orm:"auto_now,auto_now_add"`
	B  *time.Time `orm:"auto_now"`
	C  int64      `orm:"auto_now_add"`
}
