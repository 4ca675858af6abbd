package mfa

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
)

// attempt counts a try of a user to show a factor. It has a count of its own beside that of the login: a right password, which begins that
// one again, gives no further guesses at a code.
func (s *service) attempt(r *http.Request, u *auth.User) (succeeded func() error, err error) {
	return s.count(r, u, "2fa "+strconv.FormatInt(u.ID, 10))
}

// count counts a try under a name.
func (s *service) count(r *http.Request, u *auth.User, name string) (succeeded func() error, err error) {
	succeeded, err = auth.Attempt(r, name)
	if locked := new(auth.LockedError); errors.As(err, &locked) {
		auth.Emit(r, auth.Event{Kind: auth.LockedOut, User: u, Detail: "second factor"})
	}
	return succeeded, err
}

// shown is what somebody sent to show a factor: a code of either kind, or a passkey's answer.
type shown struct {
	Code       string
	Credential string
}

// check looks at what somebody showed. A failure is counted and is an event. The error is one of the site, or one of
// the kind Invalid or TooMany, whose text is for people.
func (s *service) check(r *http.Request, u *auth.User, what string, in shown) (verdict, error) {
	succeeded, err := s.attempt(r, u)
	if err != nil {
		return verdict{}, err
	}
	v, err := s.verify(r, u, what, in)
	if err != nil && problem.Of(err) != problem.Invalid {
		return v, err
	}
	if !v.ok {
		auth.Emit(r, auth.Event{Kind: auth.FactorFailed, User: u, Detail: v.factor})
		return v, err
	}
	return v, succeeded()
}

func (s *service) verify(r *http.Request, u *auth.User, what string, in shown) (verdict, error) {
	ctx := r.Context()
	if in.Credential != "" {
		return s.checkPasskey(r, u, what, in.Credential)
	}
	if code, ok := normalCode(in.Code); ok {
		return s.checkCode(ctx, u, code)
	}
	if code, ok := normalRecovery(in.Code); ok {
		v, err := checkRecovery(ctx, u, code)
		if v.ok && err == nil {
			err = s.recovered(r, u)
		}
		return v, err
	}
	return verdict{factor: totpName}, nil
}

// recovered tells of a recovery code that was used.
func (s *service) recovered(r *http.Request, u *auth.User) error {
	left, err := codesOf(u).Count(r.Context())
	if err != nil {
		return err
	}
	auth.Emit(r, auth.Event{Kind: RecoveryCodeUsed, User: u, Detail: strconv.FormatInt(left, 10) + " left"})
	s.notify(r, u, "A recovery code was used", "Somebody logged in with one of your recovery codes. "+strconv.FormatInt(left, 10)+" of them are left.")
	return nil
}
