package rest_test

import (
	"net/netip"
	"time"

	"github.com/musette-go/musette/schema"
)

func day() schema.Date { return schema.Date{Year: 2024, Month: 1, Day: 2} }
func at() time.Time    { return day().In(time.UTC) }
func addr() netip.Addr { return netip.MustParseAddr("192.0.2.1") }
