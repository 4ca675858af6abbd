package torture

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/web"
)

// accountsInShop is how many wallets the seed opens, with the ids 1 to 30 and 100.00 each.
const accountsInShop = 30

// transferRoutes let a client move money at random: at once, or in a transaction that stays open for a while. An answer
// of 200 with the transfer's id is the acknowledgement.
func transferRoutes(r *web.Router, d *db.DB) {
	r.Post("/transfer/", func(w http.ResponseWriter, r *http.Request) error {
		t, err := randomTransfer(r)
		return acknowledge(w, t, err)
	}).CSRFExempt(noBrowser)
	r.Post("/transfer/slowly/", func(w http.ResponseWriter, r *http.Request) error {
		var t *wallet.Transfer
		err := orm.AtomicWith(r.Context(), db.TxOptions{Retries: 5}, func(ctx context.Context) (err error) {
			if t, err = randomTransfer(r.WithContext(ctx)); err != nil {
				return err
			}
			_, err = d.Exec(ctx, "SELECT pg_sleep(0.02)")
			return err
		})
		return acknowledge(w, t, err)
	}).CSRFExempt(noBrowser)
}

// noBrowser is why the routes take forms without a token.
const noBrowser = "the clients of the test are no browsers"

func randomTransfer(r *http.Request) (*wallet.Transfer, error) {
	from, to := rand.Int64N(accountsInShop), rand.Int64N(accountsInShop-1)
	if to >= from {
		to++
	}
	return wallet.TransferFunds(r.Context(), from+1, to+1, decimal.New(1+rand.Int64N(200), 2))
}

func acknowledge(w http.ResponseWriter, t *wallet.Transfer, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(w, t.ID)
	return err
}

// audit checks the books: every acknowledged transfer is there, and every balance is what its transfers make of it. It
// returns the number of transfers.
func (s *server) audit(t *testing.T, acknowledged []int64) int {
	t.Helper()
	transfers, err := wallet.Transfers.Unrestricted().All(s.ctx)
	must(t, err)
	accounts, err := wallet.Accounts.Unrestricted().All(s.ctx)
	must(t, err)
	balance := map[int64]decimal.Decimal{}
	for _, a := range accounts {
		balance[a.ID] = decimal.New(10000, 2)
	}
	found := map[int64]bool{}
	for _, tr := range transfers {
		found[tr.ID] = true
		balance[tr.Source.Key()] = balance[tr.Source.Key()].Sub(tr.Amount)
		balance[tr.Target.Key()] = balance[tr.Target.Key()].Add(tr.Amount)
	}
	missing := 0
	for _, id := range acknowledged {
		if !found[id] {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d acknowledged transfers are missing", missing, len(acknowledged))
	}
	sum := decimal.Zero
	for _, a := range accounts {
		sum = sum.Add(a.Balance)
		if !a.Balance.Equal(balance[a.ID]) {
			t.Errorf("account %d has %s, and its transfers make %s: one of them was half written", a.ID, a.Balance, balance[a.ID])
		}
	}
	if want := decimal.New(10000*accountsInShop, 2); len(accounts) != accountsInShop || !sum.Equal(want) {
		t.Errorf("%d accounts with %s together, want %d with %s", len(accounts), sum, accountsInShop, want)
	}
	return len(transfers)
}
