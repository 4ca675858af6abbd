// Package auth knows who the people of a site are and what they may do. Its tables are Django's, so that either framework works on the
// other's database.
//
//	musette.Site{Apps: []musette.App{auth.App(), accounts.App(accounts.Options{}), catalog.App()}}
//
// # Who is it
//
// [CurrentUser] says who is logged in. The first call in a request reads the session and the user, with a statement each; a request that does
// not ask costs none. [Authenticate] asks the back ends who somebody is by what they typed and counts the tries ([Lockout]); [BeginLogin]
// and [Login] write it into the session, under a new key; [Logout] ends it. A changed password ends the sessions of its user, a closed
// account too. Ready pages for all of it are in package auth/accounts, second factors in auth/mfa, other providers in auth/social.
//
// # What may they do
//
// A [Perm] is the name of a permission, "catalog.change_product", that a user has or a group gives them: [User.HasPerm]. Routes ask for a login
// or a permission by their access rule: [LoginRequired], [PermRequired], [StaffRequired], [Requires].
//
// # Which rows
//
// A policy says which rows of a model somebody may see, add, change and delete, as a condition with typed columns: [Restrict], [RestrictBy],
// [Everyone], [ByPermission]. A model with a policy is read through Books.For(ctx), so that pages, counts, forms and APIs agree.
//
// # Also here
//
// [Confirmed] and [ConfirmRequired] ask again for sensitive actions, [Impersonate] lets a superuser act as somebody else and tells of it, and
// [Options].OnEvent hears of everything that happens to accounts.
package auth
