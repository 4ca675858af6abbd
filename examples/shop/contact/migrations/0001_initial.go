package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Message",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 100},
				{Name: "email", Type: schema.CharField, MaxLength: 254},
				{Name: "topic", Type: schema.CharField, MaxLength: 10},
				{Name: "text", Type: schema.CharField, MaxLength: 5000},
				{Name: "attachment", Type: schema.CharField, MaxLength: 255},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "created_at", Desc: true}, {Field: "id", Desc: true}},
			},
		},
	},
}
