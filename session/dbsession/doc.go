// Package dbsession keeps sessions in the site's database, in Django's table django_session.
//
//	sessions, err := session.New(dbsession.New(dbsession.Options{}), session.Options{})
//
// [App] belongs into the site's apps: it has the table, and the command clearsessions, which removes what has ended.
//
// A request that reads its session runs one SELECT by primary key. Saving is one UPDATE that takes effect only if the row is as it was
// loaded; otherwise the changes are made again on what another request saved (see package session).
package dbsession
