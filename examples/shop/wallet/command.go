package wallet

import (
	"context"
	"flag"
	"fmt"

	"github.com/musette-go/musette"
	"github.com/musette-go/musette/decimal"
)

var transferCommand = musette.Command{
	Name:  "transfer",
	Short: "move money from one account to another",
	New: func(f *flag.FlagSet) musette.Run {
		from := f.Int64("from", 0, "`id` of the account that pays")
		to := f.Int64("to", 0, "`id` of the account that receives")
		var amount decimal.Decimal
		f.TextVar(&amount, "amount", decimal.Zero, "the `amount`, as 12.50")
		return func(ctx context.Context, env *musette.Env) error {
			if *from < 1 || *to < 1 {
				return musette.Usagef("expected --from and --to, the ids of two accounts")
			}
			t, err := TransferFunds(ctx, *from, *to, amount)
			if err != nil {
				return err
			}
			fmt.Fprintf(env.Out, "Transfer %d: %s from account %d to account %d.\n", t.ID, t.Amount, *from, *to)
			return nil
		}
	},
}
