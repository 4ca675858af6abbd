package shop

import "github.com/musette-go/musette/orm"

type Product struct {
	ID int64
	Of orm.Ref[Product]
}
