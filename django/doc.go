// Package django reads and writes what a running Django keeps in its database and hands out to browsers, so that a site can move to
// Musette one page at a time: signed values, sessions, the hash that ends them, CSRF tokens, links to reset a password, and messages.
//
// [Shared] puts a site beside a Django, on the same database and with the same SECRET_KEY: a login, a logout, a new password, a permission,
// a form and a message of either hold on the other, and the command migrate adopts the tables that Django has made. [Left] and [HashSessions]
// lead away from it. The page docs/howto/move-a-django-site.md goes the whole way.
//
//	musette.Main(django.Shared(musette.Site{Name: "shop", Apps: []musette.App{catalog.App()}}, django.Options{Version: "4.2"}))
//
// # The formats
//
// What [Shared] is made of can be used alone, and is a function of its arguments. The secret keys come in as [Keys], which are Django's
// SECRET_KEY and SECRET_KEY_FALLBACKS.
//
//	keys := django.Keys{Secret: os.Getenv("SECRET_KEY"), Hash: django.SHA256OrSHA1} // beside Django 3.2
//	data, err := django.SessionCodec{Keys: keys}.Decode(row.SessionData)
//
// # Versions
//
// What Django 3.1 to 6.1 make is read and written; the formats have not changed since. With [SHA256OrSHA1], what older versions made and 3.2 still
// reads is read too.
//
// # Limits
//
// Nothing is unpacked or parsed before its signature was found to be right. Then it is bounded all the same: [MaxEncoded] bytes as it
// comes, [MaxDecoded] bytes unpacked. Python's pickles are never read, whoever signed them.
package django
