package migrations

import (
	"github.com/musette-go/musette/migrate"
	"github.com/musette-go/musette/schema"
)

var m0001Initial = migrate.Migration{
	Name:    "0001_initial",
	Initial: true,
	Dependencies: []migrate.Dependency{
		{App: "auth", Name: "0002_sessions_and_attempts"},
	},
	Operations: []migrate.Operation{
		migrate.CreateModel{
			Name: "Credential",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "name", Type: schema.CharField, MaxLength: 60},
				{Name: "credential_id", Type: schema.CharField, MaxLength: 1400, Unique: true},
				{Name: "rpid", Column: "rp_id", Type: schema.CharField, MaxLength: 255},
				{Name: "handle", Type: schema.BinaryField},
				{Name: "public_key", Type: schema.BinaryField},
				{Name: "kind", Type: schema.CharField, MaxLength: 32},
				{Name: "transports", Type: schema.CharField, MaxLength: 100},
				{Name: "aaguid", Type: schema.BinaryField},
				{Name: "backup_eligible", Type: schema.BooleanField},
				{Name: "sign_count", Type: schema.BigIntegerField},
				{Name: "challenged", Type: schema.BigIntegerField},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
				{Name: "last_used", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table:    "musette_passkey",
				Ordering: []schema.OrderKey{{Field: "created_at"}, {Field: "id"}},
			},
		},
		migrate.CreateModel{
			Name: "RecoveryCode",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "hash", Type: schema.CharField, MaxLength: 64, Unique: true},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
			},
			Options: migrate.Options{
				Table: "musette_recovery_code",
			},
		},
		migrate.CreateModel{
			Name: "TOTPDevice",
			Fields: []schema.Field{
				{Name: "id", Type: schema.BigIntegerField, PrimaryKey: true, Auto: true},
				{Name: "user", Type: schema.IntegerField, Relation: &schema.Relation{Kind: schema.OneToOne, To: "auth.User", OnDelete: schema.Cascade}},
				{Name: "secret", Type: schema.BinaryField},
				{Name: "counter", Type: schema.BigIntegerField},
				{Name: "created_at", Type: schema.DateTimeField, AutoNowAdd: true},
				{Name: "last_used", Type: schema.DateTimeField, Null: true},
			},
			Options: migrate.Options{
				Table: "musette_totp",
			},
		},
	},
}
