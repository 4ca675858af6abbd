package mfa

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/session"
)

// enrolment is a secret that waits for its first code. It is sealed in the session as it is in the database.
type enrolment struct {
	Secret string `json:"s"` // base64
	At     int64  `json:"t"`
}

// enrolmentAge is for how long a secret waits for its first code.
const enrolmentAge = 15 * time.Minute

var enrolmentKey = session.NewKey[enrolment]("_musette_totp")

// enrolling returns the secret that waits in the session, or makes one.
func (s *service) enrolling(ctx context.Context, u *auth.User) ([]byte, error) {
	e, ok, err := enrolmentKey.Get(ctx)
	if err != nil {
		return nil, err
	}
	if ok && s.Now().Sub(time.Unix(e.At, 0)) < enrolmentAge {
		if sealed, err := base64.StdEncoding.DecodeString(e.Secret); err == nil {
			if secret, _, err := open(ctx, sealed, place(u)); err == nil {
				return secret, nil
			}
		}
	}
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	sealed, err := seal(ctx, secret, place(u))
	if err != nil {
		return nil, err
	}
	return secret, enrolmentKey.Set(ctx, enrolment{Secret: base64.StdEncoding.EncodeToString(sealed), At: s.Now().Unix()})
}

// keyOf is what an app needs to know, as the address of a QR code.
func (s *service) keyOf(r *http.Request, u *auth.User, secret []byte) (*otp.Key, error) {
	return totp.Generate(totp.GenerateOpts{Issuer: s.issuer(r), AccountName: u.Username, Secret: secret, Period: period,
		Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// TOTPPage is what the template mfa/totp.html gets.
type TOTPPage struct {
	Notice string // what has just been done, which the layout shows
	Form   *form.Form[firstCode]
	Issuer string
	Name   string       // the account's
	Secret string       // in groups of four
	Link   template.URL // opens the app on the same device; made of escaped parts
	QR     picture
}

type firstCode struct{ Code string }

var firstCodeForm = form.Define(func(c *firstCode) form.Fields {
	return form.Fields{form.Text(&c.Code).Label("Code from the app").MaxLength(4*digits).Autocomplete("one-time-code").
		Attr("inputmode", "numeric").Help("Six digits. The app shows new ones every 30 seconds.")}
})

var totpPage = render.Page[TOTPPage]("mfa/totp.html")

// setUp shows the secret for an app, and keeps it once the app has shown a code.
func (s *service) setUp(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	if has, err := TOTP().Has(ctx, u); err != nil || has {
		return errors.Join(err, toIndex(w, r))
	}
	secret, err := s.enrolling(ctx, u)
	if err != nil {
		return err
	}
	f, err := firstCodeForm.From(r, nil)
	if err != nil {
		return err
	}
	if f.Valid() {
		ok, err := s.keep(ctx, u, secret, f.Data.Code)
		if err != nil {
			return err
		}
		if ok {
			s.added(r, u, totpName, "An app that shows codes")
			return s.showFirstCodes(w, r, u)
		}
		f.AddError("code", "invalid", "That is not the present code. Please enter the one that the app shows now; its clock must be right.")
	}
	page, err := s.totpPage(r, u, secret, f)
	if err != nil {
		return err
	}
	return totpPage.Render(w, r, page)
}

func (s *service) totpPage(r *http.Request, u *auth.User, secret []byte, f *form.Form[firstCode]) (TOTPPage, error) {
	key, err := s.keyOf(r, u, secret)
	if err != nil {
		return TOTPPage{}, err
	}
	qr, err := draw(key.URL())
	if err != nil {
		return TOTPPage{}, err
	}
	return TOTPPage{Form: f, Issuer: s.issuer(r), Name: u.Username, Secret: grouped(secretText.EncodeToString(secret)), Link: template.URL(key.URL()), QR: qr}, nil
}

// keep stores the secret of an app that has shown its present code, which is thereby used.
func (s *service) keep(ctx context.Context, u *auth.User, secret []byte, text string) (bool, error) {
	code, ok := normalCode(text)
	if !ok {
		return false, nil
	}
	step, ok, _, err := stepOf(secret, code, s.Now(), 0)
	if err != nil || !ok {
		return false, err
	}
	sealed, err := seal(ctx, secret, place(u))
	if err != nil {
		return false, err
	}
	err = TOTPDevices.Create(ctx, &TOTPDevice{User: orm.To[auth.User](u.ID), Secret: sealed, Counter: step})
	if kind := problem.Of(err); kind == problem.Conflict || kind == problem.Invalid {
		return false, problem.New(problem.Conflict, "You have set up an app already.")
	}
	if err != nil {
		return false, err
	}
	return true, enrolmentKey.Delete(ctx)
}

// grouped writes a text in groups of four, for people who type it.
func grouped(text string) string {
	var b strings.Builder
	for i, c := range text {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// removeTOTP takes the app away.
func (s *service) removeTOTP(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	u, err := subject(ctx, forAdding)
	if err != nil {
		return err
	}
	n, err := devicesOf(u).DeleteAll(ctx)
	if err != nil {
		return err
	}
	if n.Total > 0 {
		s.removed(r, u, totpName, "The app that shows codes")
	}
	return errors.Join(forgetCodes(ctx, u), toIndex(w, r))
}
