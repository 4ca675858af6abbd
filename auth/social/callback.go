package social

import (
	"context"
	"net/http"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/web"
)

// answer is what a provider sends somebody back with (RFC 6749, section 4.1.2, and RFC 9207).
type answer struct {
	State, Code, Error string
	ISS                string
	hasISS             bool
}

// maxParameter is how many bytes of each parameter are looked at.
const maxParameter = 4 << 10

func readAnswer(r *http.Request) (answer, error) {
	q, err := web.QueryValues(r)
	if err != nil {
		return answer{}, err // malformed, or too much
	}
	for _, name := range []string{"state", "code", "error", "iss"} {
		if len(q.All(name)) > 1 || len(q.Text(name)) > maxParameter {
			return answer{}, errFlow
		}
	}
	return answer{State: q.Text("state"), Code: q.Text("code"), Error: q.Text("error"), ISS: q.Text("iss"), hasISS: q.Has("iss")}, nil
}

// errCancelled is what people read who changed their mind at the provider.
var errCancelled = problem.New(problem.Invalid, "You did not go on at the other site, so nothing has happened here.")

// callback takes what a provider sends somebody back with.
func (s *service) callback(w http.ResponseWriter, r *http.Request) error {
	p := s.byName(web.Param(r, "provider"))
	if p == nil {
		return problem.New(problem.NotFound, "There is no such provider.")
	}
	a, err := readAnswer(r)
	if err != nil {
		if gone := flowKey.Delete(r.Context()); gone != nil {
			return gone
		}
		return s.show(w, r, p, flow{}, err)
	}
	f, err := s.take(r, p, a.State)
	if err != nil {
		return s.show(w, r, p, f, err)
	}
	id, err := s.identify(r, p, f, a)
	if err != nil {
		return s.show(w, r, p, f, err)
	}
	if f.Connect != 0 {
		err = s.connect(w, r, p, f, id)
	} else {
		err = s.enter(w, r, p, f, id)
	}
	return s.show(w, r, p, f, err)
}

// identify makes somebody of an answer.
func (s *service) identify(r *http.Request, p *provider, f flow, a answer) (*identity, error) {
	ctx := r.Context()
	known, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	if a.hasISS && a.ISS != p.Issuer || !a.hasISS && known.meta.Iss {
		return nil, s.refused(ctx, p, &issError{a.ISS})
	}
	switch {
	case a.Error == "access_denied":
		return nil, errCancelled
	case a.Error == "temporarily_unavailable" || a.Error == "server_error":
		return nil, errDown
	case a.Error != "" || a.Code == "":
		return nil, s.refused(ctx, p, &answerError{0, clip(a.Error, 60)})
	}
	return s.redeem(r, p, known, f, a.Code)
}

// issError is an answer of another provider.
type issError struct{ got string }

func (e *issError) Error() string {
	return "the answer is that of another provider: iss is " + clip(e.got, 200)
}

// home is where a login leads that asks for nothing else.
func (s *service) home(ctx context.Context) string {
	if to, err := web.Reverse(ctx, s.LoginRedirect); err == nil {
		return to
	}
	return "/"
}

// show shows an error that is for people on a page of its own; other errors go on.
func (s *service) show(w http.ResponseWriter, r *http.Request, p *provider, f flow, err error) error {
	if err == nil {
		return nil
	}
	text := problem.Public(err)
	if text == "" || problem.Of(err) == problem.Unauthenticated {
		return err
	}
	data := ProblemPage{Provider: p.Label, Text: text, Status: web.StatusOf(err)}
	if f.Connect == 0 {
		data.Exists = isExists(err)
	}
	data.Connecting = f.Connect != 0
	u, uerr := auth.CurrentUser(r.Context())
	if uerr != nil {
		return uerr
	}
	data.LoggedIn = u.IsAuthenticated()
	return problemPage.RenderStatus(w, r, data.Status, data)
}
