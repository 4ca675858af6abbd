package jwt

import (
	"context"
	"flag"
	"fmt"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/orm"
)

// DefaultBatch is how many rows [ClearExpired] removes at a time where nothing else is said.
const DefaultBatch = 1000

// ClearExpired removes the logins of which no token counts any more, batch by batch, so that no lock is held for long. A batch of zero
// means [DefaultBatch]. It returns how many were removed; an interrupted run can begin anew.
func ClearExpired(ctx context.Context, batch int) (removed int64, err error) {
	s, err := serviceOf(ctx)
	if err != nil {
		return 0, err
	}
	if batch <= 0 {
		batch = DefaultBatch
	}
	over := Families.Unrestricted().Filter(Families.ExpiresAt.Lt(s.Now().Add(-s.Leeway)))
	for {
		hashes, err := orm.Values(ctx, over.OrderBy(Families.ExpiresAt.Asc()).Limit(batch), Families.Hash)
		if err != nil || len(hashes) == 0 {
			return removed, err
		}
		gone, err := over.Filter(Families.Hash.In(hashes...)).DeleteAll(ctx)
		if err != nil {
			return removed, err
		}
		removed += gone.Total
	}
}

// clearCommand is the command cleartokens; simplejwt's is flushexpiredtokens.
func clearCommand() app.Command {
	return app.Command{
		Name:  "cleartokens",
		Short: "remove logins by JWT that are over",
		Long:  "Logins that are over do no harm but take room. Run this once a day. It works in batches while the site runs, and can be interrupted.",
		New: func(flags *flag.FlagSet) app.Run {
			batch := flags.Int("batch", DefaultBatch, "rows to remove at a time")
			return func(ctx context.Context, env *app.Env) error {
				n, err := ClearExpired(ctx, *batch)
				fmt.Fprintf(env.Out, "%d logins removed\n", n)
				return err
			}
		},
	}
}
