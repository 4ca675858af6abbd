package shop

import (
	"net/http"
	"time"

	"github.com/musette-go/musette/orm"
)

type (
	Status string
	shape  struct{ W, H int }
)

type Product struct {
	orm.Model
	ID int64
	A  uint
	B  uint8
	C  float32
	D  map[string]string
	E  []string
	F  http.Header
	G  *Status
	H  shape
	I  **time.Time
	J  Statos
	K  func()
	L  any
	M  timex.Time
	N  int8
	O  uint16
}
