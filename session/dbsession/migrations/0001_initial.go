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
			Name: "Session",
			Fields: []schema.Field{
				{Name: "session_key", Type: schema.CharField, MaxLength: 40, PrimaryKey: true},
				{Name: "session_data", Type: schema.TextField},
				{Name: "expire_date", Type: schema.DateTimeField},
			},
			Options: migrate.Options{
				Table: "django_session",
				Indexes: []schema.Index{
					{Name: "django_session_expire_date_a5c62663", Keys: []schema.IndexKey{{Field: "expire_date"}}},
				},
			},
		},
	},
}
