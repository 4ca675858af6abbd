package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0002SessionsAndAttempts = migrate.Migration{
	Name: "0002_sessions_and_attempts",
	Dependencies: []migrate.Dependency{
		{App: "auth", Name: "0001_initial"},
	},
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "LoginAttempt",
			Fields: []schema.Field{
				{Name: "key", Type: schema.CharField, MaxLength: 80, PrimaryKey: true},
				{Name: "failures", Type: schema.BigIntegerField},
				{Name: "until", Type: schema.BigIntegerField, Index: true},
			},
			Options: migrate.Options{
				Table: "musette_login_attempt",
			},
		},
		migrate.CreateModel{
			Name: "UserSession",
			Fields: []schema.Field{
				{Name: "key", Type: schema.CharField, MaxLength: 40, PrimaryKey: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "created_at", Type: schema.DateTimeField},
				{Name: "seen_at", Type: schema.DateTimeField},
				{Name: "ip", Type: schema.CharField, MaxLength: 45},
				{Name: "user_agent", Type: schema.CharField, MaxLength: 300},
			},
			Options: migrate.Options{
				Table: "musette_user_session",
			},
		},
	},
}
