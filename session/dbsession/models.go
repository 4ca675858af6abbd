package dbsession

import (
	"time"

	"github.com/musette-go/musette/orm"
)

//go:generate go tool musette generate

//musette:app sessions

// A Session is a row of the store. The table is Django's django_session, column by column, its index included. Use the package
// session to read and change sessions; the rows are for the admin and for housekeeping.
//
//musette:table django_session
type Session struct {
	orm.Model
	SessionKey  string    `orm:"primary_key,max_length=40"` // a hash of the key in the cookie, or in shared mode that key
	SessionData string    // as the Codec writes it
	ExpireDate  time.Time // indexed, for clearing
}

// Meta names the index as Django does.
func (Session) Meta() orm.Meta[Session] {
	return orm.Meta[Session]{
		Indexes: orm.Indexes(orm.Index(Sessions.ExpireDate).Named("django_session_expire_date_a5c62663")),
	}
}
