package rest_test

import (
	"strings"
	"testing"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/internal/testmodels/kinds"
	"github.com/musette-go/musette/rest"
	"github.com/musette-go/musette/testkit"
)

func plainSet() *rest.ViewSet {
	p := kinds.Plains
	return rest.ModelViewSet(p, rest.Options[kinds.Plain]{
		Fields: rest.Fields(p.Active, p.Small, p.Medium, p.Large, p.Word, p.Ratio, p.Price, p.Rate, p.Title, p.Body, p.At, p.Day, p.Opens, p.Took,
			p.Token, p.Extra, p.Raw, p.Address, p.Color, p.Level),
		Permissions: rest.AllowAny,
	})
}

func nullableSet() *rest.ViewSet {
	n := kinds.Nullables
	return rest.ModelViewSet(n, rest.Options[kinds.Nullable]{
		Fields: rest.Fields(n.Active, n.Small, n.Medium, n.Large, n.Word, n.Ratio, n.Price, n.Rate, n.Title, n.Body, n.At, n.Day, n.Opens, n.Took,
			n.Token, n.Extra, n.Raw, n.Address, n.Plain),
		Permissions: rest.AllowAny,
	})
}

const plainJSON = `{"active":true,"small":-3,"medium":2147483647,"large":9223372036854775807,"word":5,"ratio":0.1,"price":"12.50","rate":"1.0000","title":"Ä <b>","body":"x",` +
	`"at":"2024-05-06T07:08:09.120000Z","day":"2024-05-06","opens":"07:08:00","took":"1 02:03:04.500000","token":"0123abcd-0000-0000-0000-000000000000",` +
	`"extra":{"a":[1,2.50,null]},"raw":"AAA=","address":"2001:db8::1","color":"red","level":2}`

// Every type of column goes in and comes out as DRF has it.
func TestTypes(t *testing.T) {
	run(t, []app.Part{plainSet(), nullableSet()}, func(t *testing.T, kit *testkit.Kit) {
		post := func(path, body string) *testkit.Response {
			r := kit.Request("POST", path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			return kit.Do(r)
		}
		in := `{"active":"yes","small":"-3","medium":2147483647.0,"large":9223372036854775807,"word":" 5 ","ratio":"1e-1","price":12.500,"rate":1,"title":"Ä <b>","body":"x",
			"at":"2024-05-06 09:08:09.12+02:00","day":"2024-05-06","opens":"7:08","took":"P1DT2H3M4.5S","token":"0123abcd000000000000000000000000",
			"extra":{"a":[1,2.50,null]},"raw":"AAA=","address":"2001:DB8::1","color":"red","level":"2"}`
		text(t, post("/api/plains/", in), 201, plainJSON)
		text(t, kit.Get("/api/plains/1/"), 200, plainJSON)
		text(t, post("/api/nullables/", `{}`), 201, `{"active":null,"small":null,"medium":null,"large":null,"word":null,"ratio":null,"price":null,"rate":null,"title":null,"body":null,"at":null,"day":null,"opens":null,"took":null,"token":null,"extra":null,"raw":null,"address":null,"plain":null}`)
		in = strings.Replace(in, `"color":"red","level":"2"`, `"plain":"1"`, 1)
		want := strings.Replace(plainJSON, `"color":"red","level":2`, `"plain":1`, 1)
		text(t, post("/api/nullables/", in), 201, want)
		text(t, kit.JSON("PATCH", "/api/nullables/2/", m{"price": nil, "plain": nil, "active": ""}), 200,
			strings.NewReplacer(`"12.50"`, "null", `"plain":1`, `"plain":null`, `"active":true`, `"active":null`).Replace(want))
	})
}

// What is wrong with a value of each type, in DRF's words.
func TestWrongValues(t *testing.T) {
	run(t, []app.Part{plainSet()}, func(t *testing.T, kit *testkit.Kit) {
		kit.Must(kinds.Plains.Create(kit.Context(), &kinds.Plain{Title: "t", Body: "b", Color: kinds.Red, Level: kinds.Low, Month: 1, Day: day(), At: at(), Extra: []byte("{}"), Raw: []byte{}, Address: addr()}))
		for _, c := range []struct{ field, value, want string }{
			{"active", `"maybe"`, "Must be a valid boolean."},
			{"active", `[]`, "Must be a valid boolean."},
			{"active", `null`, "This field may not be null."},
			{"small", `40000`, "Ensure this value is less than or equal to 32767."},
			{"medium", `-2147483649`, "Ensure this value is greater than or equal to -2147483648."},
			{"large", `9223372036854775808`, "Ensure this value is less than or equal to 9223372036854775807."},
			{"large", `1.5`, "A valid integer is required."},
			{"large", `true`, "A valid integer is required."},
			{"large", `"` + strings.Repeat("1", 1001) + `"`, "String value too large."},
			{"large", `1e400`, "A valid integer is required."},
			{"ratio", `"nan"`, "A valid number is required."},
			{"ratio", `{}`, "A valid number is required."},
			{"price", `"12.345"`, "Ensure that there are no more than 2 decimal places."},
			{"price", `12345678901.5`, "Ensure that there are no more than 10 digits in total."},
			{"price", `123456789`, "Ensure that there are no more than 8 digits before the decimal point."},
			{"price", `"NaN"`, "A valid number is required."},
			{"price", `true`, "A valid number is required."},
			{"title", `true`, "Not a valid string."},
			{"title", `"  "`, "This field may not be blank."},
			{"title", `"` + strings.Repeat("ä", 201) + `"`, "Ensure this field has no more than 200 characters."},
			{"title", `"a\u0000"`, "Null characters are not allowed."},
			{"title", `"a\ud800"`, "Surrogate characters are not allowed: U+D800."},
			{"at", `"2024-13-01T00:00"`, "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."},
			{"day", `5`, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."},
			{"day", `"2023-02-29"`, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."},
			{"opens", `"25:00"`, "Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]]."},
			{"took", `"long"`, "Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu]."},
			{"took", `"99999999999999999999"`, "Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu]."},
			{"token", `"xyz"`, "Must be a valid UUID."},
			{"address", `"1.2.3.400"`, "Enter a valid IPv4 or IPv6 address."},
			{"color", `"blue"`, `\"blue\" is not a valid choice.`},
			{"color", `["red"]`, `\"['red']\" is not a valid choice.`},
			{"level", `3`, `\"3\" is not a valid choice.`},
		} {
			r := kit.Request("PATCH", "/api/plains/1/", strings.NewReader(`{"`+c.field+`":`+c.value+`}`))
			r.Header.Set("Content-Type", "application/json")
			res := kit.Do(r)
			text(t, res, 400, `{"`+c.field+`":["`+c.want+`"]}`)
		}
	})
}

// Bodies that are no object, or no JSON, or too much of it.
func TestWrongBodies(t *testing.T) {
	run(t, []app.Part{bookSet()}, func(t *testing.T, kit *testkit.Kit) {
		shelved(kit)
		for _, c := range []struct {
			typ, body string
			status    int
			want      string
		}{
			{"application/json", `{"title":`, 400, `{"detail":"JSON parse error - Expecting value: line 1 column 10 (char 9)"}`},
			{"application/json", `{"a":NaN}`, 400, `{"detail":"JSON parse error - Out of range float values are not JSON compliant: 'NaN'"}`},
			{"application/json", "\xff", 400, `{"detail":"JSON parse error - 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"}`},
			{"application/json", strings.Repeat("[", 100_000), 400, `{"detail":"JSON parse error - The JSON nests too deep"}`},
			{"application/json", "[0" + strings.Repeat(",0", 300_000) + "]", 400, `{"detail":"JSON parse error - The JSON holds too many values"}`},
			{"application/json", `{"author":"` + strings.Repeat("9", 5000) + `"}`, 400, `999…\" - object does not exist."`},
			{"application/json", `[1]`, 400, `{"non_field_errors":["Invalid data. Expected a dictionary, but got list."]}`},
			{"application/json", `null`, 400, `{"non_field_errors":["No data provided"]}`},
			{"application/json; charset=bz2", `{}`, 415, `{"detail":"Unsupported charset \"bz2\" in request."}`},
			{"text/plain", `x`, 415, `{"detail":"Unsupported media type \"text/plain\" in request."}`},
			{"application/json", `{"title":"a","title":"` + strings.Repeat(" ", 3<<20) + `"}`, 413, `{"detail":"The body of the request is too large."}`},
			{"application/json", `{"author":[1]}`, 400, `"author":["Incorrect type. Expected pk value, received list."]`},
			{"application/json", `{"author":"abc","tags":"x"}`, 400, `"author":["Incorrect type. Expected pk value, received str."]`},
			{"application/json", `{"author":99,"tags":["gone"]}`, 400, `"author":["Invalid pk \"99\" - object does not exist."]`},
			{"application/json", `{"tags":["gone"]}`, 400, `"tags":["Invalid pk \"gone\" - object does not exist."]`},
			{"application/json", `{"tags":"x"}`, 400, `"tags":["Expected a list of items but got type \"str\"."]`},
			{"application/json", `{"out":false,"out":"maybe"}`, 400, `"out":["Must be a valid boolean."]`},
			{"application/x-www-form-urlencoded", `title=&isbn=&author=1&price=1`, 400, `{"title":["This field may not be blank."],"pages":["This field is required."],"stock":["This field is required."],"shelf":["This field is required."],"place":["This field is required."],"tags":["This list may not be empty."]}`},
		} {
			r := kit.Request("POST", "/api/books/", strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.typ)
			res := kit.Do(r)
			if res.Code != c.status || !strings.Contains(res.Body, c.want) {
				t.Errorf("%.40s: %d %s\nwant %d %s", c.body, res.Code, res.Body, c.status, c.want)
			}
		}
	})
}

// The model's own validators, defaults and formats are the API's.
func TestModelRules(t *testing.T) {
	f := kinds.FormatSets
	set := rest.ModelViewSet(f, rest.Options[kinds.Formats]{
		Fields:      rest.Fields(f.Email, f.Homepage, f.Slug, f.Optional, f.Short, f.Stock, f.Code, f.Even),
		Permissions: rest.AllowAny, Name: "formats", Strict: true,
	})
	run(t, []app.Part{set}, func(t *testing.T, kit *testkit.Kit) {
		in := m{"email": "a@example.org", "homepage": "https://example.org", "slug": "a-b", "even": 2}
		text(t, kit.JSON("POST", "/api/formats/", in), 201, `{"email":"a@example.org","homepage":"https://example.org","slug":"a-b","optional":"","short":null,"stock":5,"code":"fresh","even":2}`)
		text(t, kit.JSON("POST", "/api/formats/", m{"email": "a", "homepage": "b", "slug": "c d", "short": "four", "even": 3, "is_staff": true}), 400,
			`{"email":["Enter a valid email address."],"homepage":["Enter a valid URL."],"slug":["Enter a valid \"slug\" consisting of letters, numbers, underscores or hyphens."],"short":["Ensure this field has no more than 3 characters."],"even":["Enter an even number."],"is_staff":["Unknown field."]}`)
	})
}
