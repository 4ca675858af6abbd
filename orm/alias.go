package orm

import "github.com/musette-go/musette/schema"

// Types of columns, under the name of the package that models import anyway.
type (
	// Date is [schema.Date], a day of the calendar.
	Date = schema.Date
	// Clock is [schema.Clock], a time of day.
	Clock = schema.Clock
	// UUID is [schema.UUID].
	UUID = schema.UUID
)
