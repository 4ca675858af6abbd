package wallet_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/auth"
	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/testkit"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// site has the wallets' models and policies without their pages, whose layout is the shop's.
func site() musette.Site {
	a := wallet.App()
	return musette.Site{Name: "wallets", Apps: []musette.App{auth.App(), {Name: a.Name, Models: a.Models, Migrations: a.Migrations, Policies: a.Policies}}}
}

// accounts opens n accounts with 100.00 each.
func accounts(t *testing.T, kit *testkit.Kit, n int) []*wallet.Account {
	t.Helper()
	users := make([]*auth.User, n)
	for i := range users {
		users[i] = &auth.User{Username: fmt.Sprintf("u%d", i), Password: "!", IsActive: true}
	}
	_, err := auth.Users.BulkCreate(kit.Context(), users)
	kit.Must(err)
	kit.Must(wallet.Seed(kit.Context(), users))
	all, err := wallet.Accounts.Unrestricted().All(kit.Context())
	kit.Must(err)
	if len(all) != n {
		t.Fatalf("%d accounts, want %d", len(all), n)
	}
	return all
}

func total(kit *testkit.Kit) string {
	sum, err := orm.Aggregate(kit.Context(), wallet.Accounts.Unrestricted(), orm.Coalesce(orm.Sum(wallet.Accounts.Balance), decimal.Zero))
	kit.Must(err)
	return sum.String()
}

func TestTransferMovesMoney(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		as := accounts(t, kit, 2)
		tr, err := wallet.TransferFunds(kit.Context(), as[0].ID, as[1].ID, decimal.MustParse("30.25"))
		kit.Must(err)
		kit.Must(wallet.Accounts.Refresh(kit.Context(), as[0]))
		kit.Must(wallet.Accounts.Refresh(kit.Context(), as[1]))
		if as[0].Balance.String() != "69.75" || as[1].Balance.String() != "130.25" || tr.ID == 0 {
			t.Errorf("balances %s and %s after a transfer of 30.25, transfer %d", as[0].Balance, as[1].Balance, tr.ID)
		}
	})
}

func TestTransferThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	testkit.Run(t, site(), func(t *testing.T, kit *testkit.Kit) {
		as := accounts(t, kit, 2)
		for amount, want := range map[string]error{"100.01": wallet.ErrInsufficientFunds, "0": wallet.ErrAmount, "-5": wallet.ErrAmount, "0.001": wallet.ErrAmount} {
			_, err := wallet.TransferFunds(kit.Context(), as[0].ID, as[1].ID, decimal.MustParse(amount))
			if !errors.Is(err, want) {
				t.Errorf("transfer of %s: %v, want %v", amount, err, want)
			}
		}
		if n, err := wallet.Transfers.Unrestricted().Count(kit.Context()); n != 0 || err != nil {
			t.Errorf("%d transfers (%v), want none", n, err)
		}
		if got := total(kit); got != "200.00" {
			t.Errorf("the sum is %s, want 200.00", got)
		}
	})
}

func TestParallelTransfersConserveTheSum(t *testing.T) {
	t.Parallel()
	testenv.Databases(t, func(t *testing.T, url string) {
		kit := testkit.New(t, site(), testkit.Options{DatabaseURL: url, Budget: -1})
		as := accounts(t, kit, 10)
		const workers = 64
		rounds := 5
		if testenv.Full() {
			rounds = 100
		}
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 7))
				for range rounds {
					from, to := random.IntN(len(as)), random.IntN(len(as)-1)
					if to >= from {
						to++
					}
					_, err := wallet.TransferFunds(kit.Context(), as[from].ID, as[to].ID, decimal.New(int64(1+random.IntN(500)), 2))
					if err != nil && !errors.Is(err, wallet.ErrInsufficientFunds) {
						t.Errorf("transfer: %v", err)
					}
				}
			})
		}
		wg.Wait()
		if got := total(kit); got != "1000.00" {
			t.Errorf("the sum is %s after %d transfers, want 1000.00", got, workers*rounds)
		}
		if n, err := wallet.Accounts.Unrestricted().Filter(wallet.Accounts.Balance.Lt(decimal.Zero)).Count(kit.Context()); n != 0 || err != nil {
			t.Errorf("%d accounts below zero (%v)", n, err)
		}
	})
}
