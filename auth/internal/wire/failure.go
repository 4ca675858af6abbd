// Package wire speaks as Django REST Framework does where it takes credentials and gives tokens: the fields of a body, and errors.
package wire

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// Pair is a member of an [Object].
type Pair struct {
	Key   string
	Value any
}

// Object is a JSON object whose members keep their order.
type Object []Pair

// MarshalJSON implements json.Marshaler.
func (o Object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			b = append(b, ',')
		}
		for j, v := range []any{p.Key, p.Value} {
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b = append(b, ':')
			}
			b = append(b, text...)
		}
	}
	return append(b, '}'), nil
}

// Failure is an answer that is not a success.
type Failure struct {
	Of     problem.Kind
	Detail string
	Body   Object // what is sent; {"detail": Detail} where it is nil
	Retry  time.Duration
	Status int // where it is not that of Of
}

// Unauthenticated is a refusal of credentials, with a text that everybody may read.
func Unauthenticated(detail string) error {
	return &Failure{Of: problem.Unauthenticated, Detail: detail}
}

// NonField is a refusal of a body as a whole.
func NonField(text string) error {
	return &Failure{Of: problem.Invalid, Detail: text, Body: Object{{problem.NonField, []string{text}}}}
}

func (e *Failure) Error() string { return e.Detail }

// Kind implements problem.Kinder.
func (e *Failure) Kind() problem.Kind { return e.Of }

// HTTPStatus is the status of the answer; 0 is that of the kind.
func (e *Failure) HTTPStatus() int { return e.Status }

// Public is the text for who asked.
func (e *Failure) Public() string { return e.Detail }

// MarshalJSON is the body of the answer.
func (e *Failure) MarshalJSON() ([]byte, error) {
	if e.Body != nil {
		return json.Marshal(e.Body)
	}
	return json.Marshal(Object{{"detail", e.Detail}})
}

// failureOf words an error as DRF does. It is nil for what is not the client's business.
func failureOf(err error, now time.Time) *Failure {
	var own *Failure
	if errors.As(err, &own) {
		return own
	}
	var locked *auth.LockedError
	if errors.As(err, &locked) {
		wait := max(locked.Until.Sub(now), time.Second)
		return &Failure{Of: problem.TooMany, Retry: wait,
			Detail: "Request was throttled. Expected available in " + strconv.Itoa(seconds(wait)) + " seconds."}
	}
	return nil
}

// seconds are whole ones, rounded up.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// Endpoint is a handler that takes a body and answers with a JSON object, which no cache keeps. challenge is the header WWW-Authenticate of a
// 401.
func Endpoint(challenge string, now func(r *http.Request) time.Time, h func(r *http.Request) (any, error)) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		answer, err := h(r)
		if err == nil {
			return web.JSON(w, http.StatusOK, answer)
		}
		f := failureOf(err, now(r))
		if f == nil {
			return err
		}
		status := web.StatusOf(f)
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", challenge)
		}
		if f.Retry > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(seconds(f.Retry)))
		}
		return web.JSON(w, status, f)
	}
}
