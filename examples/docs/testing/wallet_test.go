package shop_test

import (
	"errors"
	"testing"

	"github.com/musette-go/musette/decimal"
	"github.com/musette-go/musette/examples/shop/wallet"
	"github.com/musette-go/musette/testkit"
)

// docs:begin rollback

func TestTransfer(t *testing.T) {
	t.Parallel()
	testkit.RunWith(t, site(), testkit.Options{Rollback: true}, func(t *testing.T, kit *testkit.Kit) {
		two := accounts.CreateBatch(kit, 2)
		amount := decimal.MustParse("12.50")
		_, err := wallet.TransferFunds(kit.Context(), two[0].ID, two[1].ID, amount)
		kit.Must(err)
		before := two[0].Balance
		kit.Must(wallet.Accounts.Refresh(kit.Context(), two[0]))
		if !two[0].Balance.Equal(before.Sub(amount)) {
			t.Errorf("the balance went from %s to %s", before, two[0].Balance)
		}
		if _, err := wallet.TransferFunds(kit.Context(), two[0].ID, two[1].ID, decimal.New(1000000, 0)); !errors.Is(err, wallet.ErrInsufficientFunds) {
			t.Errorf("more than there is: %v", err)
		}
	})
}

// docs:end rollback
