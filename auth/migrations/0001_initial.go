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
			Name: "ContentType",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "app_label", Type: schema.CharField, MaxLength: 100},
				{Name: "name", Column: "model", Type: schema.CharField, MaxLength: 100},
			},
			Options: migrate.Options{
				Table: "django_content_type",
				Constraints: []schema.Constraint{
					{Kind: schema.Unique, Name: "django_content_type_app_label_model_76bd3d3b_uniq", Fields: []string{"app_label", "name"}},
				},
				Ordering: []schema.OrderKey{{Field: "app_label"}, {Field: "name"}},
			},
		},
		migrate.CreateModel{
			Name: "Permission",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 255},
				{Name: "content_type", Type: schema.IntegerField, Relation: &schema.Relation{To: "auth.ContentType", OnDelete: schema.Cascade}},
				{Name: "codename", Type: schema.CharField, MaxLength: 100},
			},
			Options: migrate.Options{
				Constraints: []schema.Constraint{
					{Kind: schema.Unique, Name: "auth_permission_content_type_id_codename_01ab375a_uniq", Fields: []string{"content_type", "codename"}},
				},
				Ordering: []schema.OrderKey{{Field: "content_type__app_label"}, {Field: "content_type__name"}, {Field: "codename"}},
			},
		},
		migrate.CreateModel{
			Name: "Group",
			Fields: []schema.Field{
				{Name: "id", Type: schema.IntegerField, PrimaryKey: true, Auto: true},
				{Name: "name", Type: schema.CharField, MaxLength: 150, Unique: true},
				{Name: "permissions", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "auth.Permission"}},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "name"}},
			},
		},
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
				{Name: "groups", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "auth.Group"}},
				{Name: "user_permissions", Relation: &schema.Relation{Kind: schema.ManyToMany, To: "auth.Permission"}},
			},
			Options: migrate.Options{
				Ordering: []schema.OrderKey{{Field: "username"}},
			},
		},
	},
}
