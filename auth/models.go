package auth

import (
	"time"

	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

// A User is an account. The table is Django's auth_user, column by column: either framework works on the other's.
type User struct {
	orm.Model
	ID          int64  `orm:"bits=32"`        // Django's key of this table is an integer
	Password    string `orm:"max_length=128"` // the hash with its parameters, never the password
	LastLogin   *time.Time
	IsSuperuser bool
	Username    string          `orm:"max_length=150,unique"`
	FirstName   string          `orm:"max_length=150,blank"`
	LastName    string          `orm:"max_length=150,blank"`
	Email       string          `orm:"email,max_length=254,blank"`
	IsStaff     bool            // may use the admin
	IsActive    bool            // false instead of deleting the account
	DateJoined  time.Time       `orm:"auto_now_add"`
	Groups      orm.Many[Group] `orm:"related_name=Users,blank"`

	UserPermissions orm.Many[Permission] `orm:"related_name=Users,blank"` // besides those of the groups

	backend string `orm:"-"` // who knew them, see LastBackend
}

// Meta says how users are called and checked.
func (User) Meta() orm.Meta[User] {
	return orm.Meta[User]{
		Ordering: orm.By(Users.Username.Asc()),
		Fields: orm.Fields(
			orm.Help(Users.Username, "150 characters or fewer. Letters, digits and @/./+/-/_ only."),
			orm.Validator(Users.Username, checkUsername),
			orm.Label(Users.Email, "email address"),
			orm.Label(Users.IsStaff, "staff status"),
			orm.Label(Users.IsActive, "active"),
			orm.Label(Users.IsSuperuser, "superuser status"),
		),
	}
}

// FullName is the first and the last name, or the user name where neither is known.
func (u *User) FullName() string {
	switch {
	case u.FirstName == "" && u.LastName == "":
		return u.Username
	case u.FirstName == "":
		return u.LastName
	case u.LastName == "":
		return u.FirstName
	}
	return u.FirstName + " " + u.LastName
}

// A Group gives its permissions to its users. The table is Django's auth_group.
type Group struct {
	orm.Model
	ID          int64                `orm:"bits=32"`
	Name        string               `orm:"max_length=150,unique"`
	Permissions orm.Many[Permission] `orm:"related_name=Groups,blank"`
}

// Meta sorts groups by name.
func (Group) Meta() orm.Meta[Group] { return orm.Meta[Group]{Ordering: orm.By(Groups.Name.Asc())} }

// A Permission is something that a user or a group may do with the rows of a model: "Can add product". Which there are is
// declared in the models' Meta; the command migrate writes them into this table, which is Django's auth_permission.
type Permission struct {
	orm.Model
	ID          int64                `orm:"bits=32"`
	Name        string               `orm:"max_length=255"`
	ContentType orm.Ref[ContentType] `orm:"on_delete=cascade,related_name=Permissions"`
	Codename    string               `orm:"max_length=100"` // "add_product"
}

// Meta makes the code name unique for each model.
func (Permission) Meta() orm.Meta[Permission] {
	return orm.Meta[Permission]{
		Ordering:    orm.By(Permissions.ContentType.AppLabel.Asc(), Permissions.ContentType.Name.Asc(), Permissions.Codename.Asc()),
		Constraints: orm.Constraints(orm.Unique("auth_permission_content_type_id_codename_01ab375a_uniq", Permissions.ContentType, Permissions.Codename)),
	}
}

// A ContentType is the name of a model in the database, for rows that say something about models. The table is Django's
// django_content_type.
//
//musette:table django_content_type
type ContentType struct {
	orm.Model
	ID       int64  `orm:"bits=32"`
	AppLabel string `orm:"max_length=100"`
	Name     string `orm:"max_length=100,column=model"` // the model's name in lower case
}

// Meta makes the pair unique.
func (ContentType) Meta() orm.Meta[ContentType] {
	return orm.Meta[ContentType]{
		Ordering:    orm.By(ContentTypes.AppLabel.Asc(), ContentTypes.Name.Asc()),
		Constraints: orm.Constraints(orm.Unique("django_content_type_app_label_model_76bd3d3b_uniq", ContentTypes.AppLabel, ContentTypes.Name)),
	}
}

// A LoginAttempt counts tries to log in, see [Lockout].
//
//musette:table musette_login_attempt
type LoginAttempt struct {
	orm.Model
	Key      string `orm:"primary_key,max_length=80"`
	Failures int64
	Until    int64 `orm:"index"` // milliseconds since 1970
}

// A UserSession says whose a session is, so that people see where they are logged in and can end it.
//
//musette:table musette_user_session
type UserSession struct {
	orm.Model
	Key       string        `orm:"primary_key,max_length=40"` // the session's key in its store
	User      orm.Ref[User] `orm:"on_delete=cascade,related_name=Sessions"`
	CreatedAt time.Time     // when they logged in
	SeenAt    time.Time     // when it was last used, to within Options.SeenEvery
	IP        string        `orm:"max_length=45,blank"`
	UserAgent string        `orm:"max_length=300,blank"`
}
