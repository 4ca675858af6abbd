package auth

import (
	"context"
	"strings"

	"github.com/musette-go/musette/orm"
)

// Perm names a permission as Django does: "catalog.change_product".
type Perm string

// PermOf is the permission to do something with the rows of a model: PermOf(Products, orm.Change).
func PermOf(m interface{ Descriptor() *orm.Descriptor }, a orm.Action) Perm {
	return permOf(m.Descriptor(), a)
}

func permOf(d *orm.Descriptor, a orm.Action) Perm {
	return Perm(labelOf(d) + "." + string(a) + "_" + strings.ToLower(d.Schema.Name))
}

// HasPerm reports whether the user has all of the permissions, of their own or by a group. Those who are not active have none, superusers
// all. What a user has is read once for a request, with one statement.
func (u *User) HasPerm(ctx context.Context, ps ...Perm) (bool, error) {
	switch {
	case u.IsAnonymous() || !u.IsActive:
		return false, nil
	case u.IsSuperuser:
		return true, nil
	}
	have, err := u.permissions(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range ps {
		if !have[p] {
			return false, nil
		}
	}
	return true, nil
}

// permissions are what the user has, kept for the rest of the request.
func (u *User) permissions(ctx context.Context) (map[Perm]bool, error) {
	w := whoOf(ctx)
	if w == nil {
		return u.readPermissions(ctx)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.perms != nil && w.permID == u.ID {
		return w.perms, nil
	}
	have, err := u.readPermissions(ctx)
	if err == nil {
		w.perms, w.permID = have, u.ID
	}
	return have, err
}

func (u *User) readPermissions(ctx context.Context) (map[Perm]bool, error) {
	mine := Permissions.Unrestricted().Filter(orm.Or(
		Permissions.Users.Any(Users.ID.Eq(u.ID)),
		Permissions.Groups.Any(Groups.Users.Any(Users.ID.Eq(u.ID)))))
	rows, err := orm.Values2(ctx, mine, Permissions.ContentType.AppLabel, Permissions.Codename)
	if err != nil {
		return nil, err
	}
	have := make(map[Perm]bool, len(rows))
	for _, r := range rows {
		have[Perm(r.A+"."+r.B)] = true
	}
	return have, nil
}

// HasPerm reports whether the person behind ctx has all of the permissions.
func HasPerm(ctx context.Context, ps ...Perm) (bool, error) {
	u, err := CurrentUser(ctx)
	if err != nil {
		return false, err
	}
	return u.HasPerm(ctx, ps...)
}
