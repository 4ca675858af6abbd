package rest

import (
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/orm"
)

// A Permission decides whether a request may go on. It is asked twice: for the request with a nil row, before anything is read, and again
// with the row for what is done to one, a pointer to the model's struct. An error of [problem.Denied] says why not; any other one is an error.
type Permission func(rq *Request, row any) (bool, error)

// AllowAny lets everybody in: it must be said.
func AllowAny(*Request, any) (bool, error) { return true, nil }

// IsAuthenticated lets in who is known.
func IsAuthenticated(rq *Request, _ any) (bool, error) { return rq.User().IsAuthenticated(), nil }

// IsAdminUser lets in members of staff.
func IsAdminUser(rq *Request, _ any) (bool, error) { return rq.User().IsStaff, nil }

// ReadOnly lets everybody read, and nobody write.
func ReadOnly(rq *Request, _ any) (bool, error) { return rq.Safe(), nil }

// IsAuthenticatedOrReadOnly lets everybody read, and who is known write.
func IsAuthenticatedOrReadOnly(rq *Request, _ any) (bool, error) {
	return rq.Safe() || rq.User().IsAuthenticated(), nil
}

// DjangoModelPermissions lets who is known read, and write who has the model's permissions: add for POST, change for PUT and PATCH, delete for
// DELETE.
func DjangoModelPermissions(rq *Request, _ any) (bool, error) {
	if rq.User().IsAnonymous() {
		return false, nil
	}
	return modelPermissions(rq)
}

// DjangoModelPermissionsOrAnonReadOnly is [DjangoModelPermissions] that lets everybody read.
func DjangoModelPermissionsOrAnonReadOnly(rq *Request, _ any) (bool, error) {
	return modelPermissions(rq)
}

func modelPermissions(rq *Request) (bool, error) {
	var a orm.Action
	switch rq.R.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true, nil
	case http.MethodPost:
		a = orm.Add
	case http.MethodPut, http.MethodPatch:
		a = orm.Change
	case http.MethodDelete:
		a = orm.Delete
	default:
		return false, nil
	}
	if rq.model == nil {
		return false, nil
	}
	return rq.User().HasPerm(rq.Context(), auth.PermOf(described{rq.model}, a))
}

type described struct{ d *orm.Descriptor }

// Descriptor is what auth.PermOf asks for.
func (d described) Descriptor() *orm.Descriptor { return d.d }

// HasPerm lets in who has all of the permissions.
func HasPerm(ps ...auth.Perm) Permission {
	return func(rq *Request, _ any) (bool, error) { return rq.User().HasPerm(rq.Context(), ps...) }
}

// ForObject is a permission on rows: fn is asked for each row that something is done to, and requests as such pass.
//
//	rest.And(rest.IsAuthenticated, rest.ForObject(func(rq *rest.Request, b *Book) (bool, error) { return b.OwnerID == rq.User().ID, nil }))
func ForObject[T any](fn func(rq *Request, row *T) (bool, error)) Permission {
	return func(rq *Request, row any) (bool, error) {
		if row == nil {
			return true, nil
		}
		r, ok := row.(*T)
		if !ok {
			return false, nil
		}
		return fn(rq, r)
	}
}

// And lets in whom all of ps let in.
func And(ps ...Permission) Permission {
	return func(rq *Request, row any) (bool, error) {
		for _, p := range ps {
			if ok, err := p(rq, row); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
}

// Or lets in whom at least one of ps lets in, for the request and for the row alike.
func Or(ps ...Permission) Permission {
	return func(rq *Request, row any) (bool, error) {
		for _, p := range ps {
			ok, err := p(rq, nil)
			if err == nil && ok && row != nil {
				ok, err = p(rq, row)
			}
			if err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	}
}

// Not lets in whom p does not.
func Not(p Permission) Permission {
	return func(rq *Request, row any) (bool, error) {
		ok, err := p(rq, row)
		return !ok, err
	}
}

// ReadWrite asks read for GET, HEAD and OPTIONS, and write for the rest.
func ReadWrite(read, write Permission) Permission {
	return func(rq *Request, row any) (bool, error) {
		if rq.Safe() {
			return read(rq, row)
		}
		return write(rq, row)
	}
}

// PerAction asks a permission for each action by its name; actions that are not named, and methods that are none, ask rest.
//
//	rest.PerAction(rest.IsAdminUser, map[string]rest.Permission{"list": rest.AllowAny, "retrieve": rest.AllowAny})
func PerAction(rest Permission, of map[string]Permission) Permission {
	return func(rq *Request, row any) (bool, error) {
		if p := of[rq.Action]; p != nil {
			return p(rq, row)
		}
		return rest(rq, row)
	}
}

// may asks a permission and words its refusal: whoever is not known shall say who they are.
func (rq *Request) may(p Permission, row any) error {
	ok, err := p(rq, row)
	if err == nil && ok {
		return nil
	}
	if err != nil {
		if e := apiError(err); e == nil || e.Status != http.StatusForbidden {
			return err
		}
	}
	if !rq.known && rq.end != nil && len(rq.end.auth) > 0 {
		return errNotAuthenticated()
	}
	if err != nil {
		return err
	}
	return errDenied()
}
