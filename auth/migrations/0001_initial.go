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
			Name: "User",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "password", Type: schema.CharField, MaxLength: 128},
				{Name: "last_login", Type: schema.DateTimeField, Null: true},
				{Name: "is_superuser", Type: schema.BooleanField},
				{Name: "username", Type: schema.CharField, MaxLength: 150, Unique: true},
				{Name: "first_name", Type: schema.CharField, MaxLength: 150},
				{Name: "last_name", Type: schema.CharField, MaxLength: 150},
				{Name: "email", Type: schema.CharField, MaxLength: 254},
				{Name: "is_staff", Type: schema.BooleanField},
				{Name: "is_active", Type: schema.BooleanField},
				{Name: "date_joined", Type: schema.DateTimeField, AutoNowAdd: true},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "username"}},
			},
		},
	},
}
