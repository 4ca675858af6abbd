package tfb

import (
	"cmp"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"

	"github.com/musette-go/musette/render"
	"github.com/musette-go/musette/web"
)

// rows is how many rows the table of numbers has.
const rows = 10_000

func plaintext(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "Hello, World!")
	return err
}

func message(w http.ResponseWriter, _ *http.Request) error {
	return web.JSON(w, http.StatusOK, struct {
		Message string `json:"message"`
	}{"Hello, World!"})
}

func one(w http.ResponseWriter, r *http.Request) error {
	row, err := Worlds.Get(r.Context(), Worlds.ID.Eq(anyRow()))
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, row)
}

func several(w http.ResponseWriter, r *http.Request) error {
	list, err := read(r)
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, list)
}

func updates(w http.ResponseWriter, r *http.Request) error {
	list, err := read(r)
	if err != nil {
		return err
	}
	for _, x := range list {
		x.RandomNumber = anyRow()
	}
	// rows in one order, so that two requests cannot wait for each other
	slices.SortFunc(list, func(a, b *World) int { return cmp.Compare(a.ID, b.ID) })
	list = slices.CompactFunc(list, func(a, b *World) bool { return a.ID == b.ID })
	if _, err := Worlds.BulkUpdate(r.Context(), list, Worlds.RandomNumber); err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, list)
}

// read reads as many rows as the query asks for, one statement each, as the rules say.
func read(r *http.Request) ([]*World, error) {
	n, _ := strconv.Atoi(r.URL.Query().Get("queries")) // what is no number means 1
	list := make([]*World, min(max(n, 1), 500))
	for i := range list {
		row, err := Worlds.Get(r.Context(), Worlds.ID.Eq(anyRow()))
		if err != nil {
			return nil, err
		}
		list[i] = row
	}
	return list, nil
}

func anyRow() int32 { return 1 + rand.Int32N(rows) }

var fortunesPage = render.Page[[]*Fortune]("tfb/fortunes.html")

func fortunes(w http.ResponseWriter, r *http.Request) error {
	list, err := sayings(r)
	if err != nil {
		return err
	}
	return fortunesPage.Render(w, r, list)
}

var templPage = render.ComponentPage("tfb.fortunesComponent", fortunesComponent)

func fortunesTempl(w http.ResponseWriter, r *http.Request) error {
	list, err := sayings(r)
	if err != nil {
		return err
	}
	return templPage.Render(w, r, list)
}

func sayings(r *http.Request) ([]*Fortune, error) {
	list, err := Fortunes.All(r.Context())
	if err != nil {
		return nil, err
	}
	list = append(list, &Fortune{Message: "Additional fortune added at request time."})
	slices.SortFunc(list, func(a, b *Fortune) int { return cmp.Compare(a.Message, b.Message) })
	return list, nil
}
