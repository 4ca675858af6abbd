package generate

// The packages of the framework, by which the generator recognizes types.
const (
	root        = "github.com/musette-go/musette"
	ormPath     = root + "/orm"
	schemaPath  = root + "/schema"
	decimalPath = root + "/decimal"
)

// stubs stand for packages that models use for their field types. Reading the real ones would take longer than everything
// else, and orm itself need not even compile; only the names matter here.
var stubs = map[string]string{
	ormPath: `package orm
import "` + schemaPath + `"
type (
	Model struct{}
	Result struct{}
	LooseRef struct{}
	Ref[T any] = RefOf[T, int64]
	RefOf[T, K any] struct{}
	Many[T any] struct{}
	Date = schema.Date
	Clock = schema.Clock
	UUID = schema.UUID
)`,
	schemaPath: `package schema
type (
	Date struct{}
	Clock int64
	UUID [16]byte
)`,
	decimalPath:     `package decimal; type Decimal struct{}`,
	"time":          `package time; type (Time struct{}; Duration int64; Month int; Weekday int)`,
	"encoding/json": `package json; type RawMessage []byte`,
	"net/netip":     `package netip; type (Addr struct{}; Prefix struct{}; AddrPort struct{})`,
}
