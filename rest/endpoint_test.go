package rest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/problem"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
)

// docs:begin endpoint

// transferIn is what a transfer needs.
type transferIn struct {
	Account int64
	Amount  decimal.Decimal
	Note    string
	DryRun  bool
}

type transferOut struct {
	Balance decimal.Decimal `json:"balance"`
	Note    string          `json:"note"`
}

func transferParams(in *transferIn) rest.Params {
	return rest.Params{
		rest.Path("account", &in.Account),
		rest.Query("dry_run", &in.DryRun),
		rest.Body("amount", &in.Amount).Digits(10, 2).Check(func() error {
			if !in.Amount.IsPositive() {
				return rest.Invalid("Amount must be positive.")
			}
			return nil
		}),
		rest.Body("note", &in.Note).Optional().AllowBlank().MaxLength(20),
	}
}

func transfer(_ context.Context, in transferIn) (transferOut, error) {
	if in.Account == 13 {
		return transferOut{}, problem.New(problem.Conflict, "Not enough money.")
	}
	return transferOut{Balance: decimal.FromInt(100).Sub(in.Amount), Note: in.Note}, nil
}

var transferAPI = rest.Handle("POST", "accounts/{account}/transfers/", transferParams, transfer,
	rest.EndpointOptions{Permissions: rest.AllowAny, Name: "transfer", Status: http.StatusCreated})

// docs:end endpoint

type linesIn struct{ Lines []lineIn }
type lineIn struct {
	Name  string
	Count int32
}

// A function with typed parameters is an address with DRF's errors; plain handlers stand behind the same permissions.
func TestEndpoints(t *testing.T) {
	lines := rest.Handle("POST", "lines/", func(in *linesIn) rest.Params {
		return rest.Params{rest.List("lines", &in.Lines, func(l *lineIn) rest.Params {
			return rest.Params{rest.Body("name", &l.Name), rest.Body("count", &l.Count)}
		})}
	}, func(_ context.Context, in linesIn) (struct{}, error) {
		if len(in.Lines) != 1 || in.Lines[0] != (lineIn{"a", 2}) {
			return struct{}{}, fmt.Errorf("got %v", in)
		}
		return struct{}{}, nil
	}, rest.EndpointOptions{Permissions: rest.AllowAny})
	get := rest.Handle("GET", "lines/", nil, func(context.Context, struct{}) ([]string, error) { return []string{"<a>"}, nil }, rest.EndpointOptions{Permissions: rest.IsAuthenticated})
	plain := rest.Plain("GET", "plain/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, _ := auth.CurrentUser(r.Context())
		fmt.Fprint(w, "hello "+u.Username)
	}), rest.EndpointOptions{Permissions: rest.IsAuthenticated})
	broken := rest.Handle("GET", "broken/", nil, func(context.Context, struct{}) (int, error) { return 0, fmt.Errorf("secret of the program") }, rest.EndpointOptions{Permissions: rest.AllowAny})
	run(t, []app.Part{transferAPI, lines, get, plain, broken}, func(t *testing.T, kit *testkit.Kit) {
		text(t, kit.JSON("POST", "/api/accounts/1/transfers/?dry_run=true", m{"amount": "1.5", "note": ""}), 201, `{"balance":"98.50","note":""}`)
		text(t, kit.JSON("POST", "/api/accounts/1/transfers/?dry_run=maybe", m{"amount": 0, "note": strings.Repeat("x", 21)}), 400,
			`{"dry_run":["Must be a valid boolean."],"amount":["Amount must be positive."],"note":["Ensure this field has no more than 20 characters."]}`)
		text(t, kit.JSON("POST", "/api/accounts/1/transfers/", nil), 400, `{"amount":["This field is required."]}`)
		text(t, kit.JSON("POST", "/api/accounts/x/transfers/", m{"amount": 1}), 404, `{"detail":"Not found."}`)
		text(t, kit.JSON("POST", "/api/accounts/13/transfers/", m{"amount": 1}), 409, `{"detail":"Not enough money."}`)
		text(t, kit.Get("/api/accounts/1/transfers/"), 405, `{"detail":"Method \"GET\" not allowed."}`)
		text(t, kit.JSON("POST", "/api/lines/", m{"lines": []m{{"name": "a", "count": "2"}}}), 204, "")
		text(t, kit.JSON("POST", "/api/lines/", m{"lines": []m{{"name": "a", "count": 1}, {"count": 3000000000}}}), 400,
			`{"lines":[{},{"name":["This field is required."],"count":["Ensure this value is less than or equal to 2147483647."]}]}`)
		text(t, kit.Get("/api/lines/"), 403, anon)
		text(t, kit.Get("/api/plain/"), 403, anon)
		kit.Login(someone(kit, "ada", nil))
		text(t, kit.Get("/api/lines/"), 200, `["<a>"]`)
		text(t, kit.Get("/api/plain/"), 200, "hello ada")
		res := kit.Get("/api/broken/")
		if res.Code != 500 || strings.Contains(res.Body, "secret") || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
			t.Errorf("%d %s", res.Code, res.Body)
		}
	})
}
