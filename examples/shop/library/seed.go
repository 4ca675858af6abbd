package library

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/orm"
)

var (
	firstNames = []string{"Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Fatou", "Goran", "Hana", "Ines", "Jonas", "Kira", "Luc", "Mira", "Nils", "Olga", "Pavel"}
	lastNames  = []string{"Abel", "Brandt", "Costa", "Dubois", "Eriksen", "Fontaine", "Garcia", "Horvat", "Ito", "Jansen", "Keller", "Lindgren", "Moreau", "Novak"}
	countries  = []string{"AT", "BE", "CH", "DE", "DK", "ES", "FR", "HR", "IT", "JP", "NL", "PT", "SE", "SN", "TR"}
	openings   = []string{"The long", "A quiet", "The last", "Another", "The hidden", "My", "Every", "The borrowed"}
	subjects   = []string{"river", "winter", "map", "harbour", "orchard", "letter", "accordion", "summer", "staircase", "island", "clock", "garden"}
)

// writers is how many of the readers write themselves: they have drafts.
const writers = 3

// Seed creates authors and books, the same ones for every run; each book gets up to five of the readers. done is called
// with the number of rows after each batch.
func Seed(ctx context.Context, authors, books int, readers []*auth.User, done func(rows int)) error {
	random := rand.New(rand.NewPCG(3, 4))
	as := make([]*Author, authors)
	for i := range as {
		name := fmt.Sprintf("%s %s", firstNames[random.IntN(len(firstNames))], lastNames[random.IntN(len(lastNames))])
		if i >= len(firstNames)*len(lastNames)/4 {
			name = fmt.Sprintf("%s %d", name, i+1)
		}
		as[i] = &Author{Name: name, Country: countries[random.IntN(len(countries))]}
		if i < len(readers) && i < writers {
			as[i].User = orm.To[auth.User](readers[i].ID)
		}
	}
	if _, err := Authors.BulkCreate(ctx, as); err != nil {
		return err
	}
	done(len(as))
	const batch = 500
	for at := 0; at < books && authors > 0; at += batch {
		bs := make([]*Book, 0, batch)
		for i := at; i < min(at+batch, books); i++ {
			bs = append(bs, book(random, i, as[random.IntN(len(as))]))
		}
		if _, err := Books.BulkCreate(ctx, bs); err != nil {
			return err
		}
		if err := read(ctx, random, bs, readers); err != nil {
			return err
		}
		done(len(bs))
	}
	return nil
}

func book(random *rand.Rand, i int, a *Author) *Book {
	published := time.Date(1950+random.IntN(76), time.Month(1+random.IntN(12)), 1+random.IntN(28), 0, 0, 0, 0, time.UTC)
	b := &Book{
		Title:  fmt.Sprintf("%s %s, vol. %d", openings[random.IntN(len(openings))], subjects[random.IntN(len(subjects))], i+1),
		Author: orm.To[Author](a.ID),
		Price:  decimal.New(int64(499+random.IntN(3500)), 2),
	}
	if random.IntN(10) > 0 {
		b.Published = &published
	}
	return b
}

// read gives each book up to five readers.
func read(ctx context.Context, random *rand.Rand, books []*Book, readers []*auth.User) error {
	if len(readers) == 0 {
		return nil
	}
	var pairs []orm.Pair[*Book, *auth.User]
	for _, b := range books {
		for range random.IntN(6) {
			pairs = append(pairs, orm.Pair[*Book, *auth.User]{A: b, B: readers[random.IntN(len(readers))]})
		}
	}
	return Books.Readers.AddPairs(ctx, pairs)
}
