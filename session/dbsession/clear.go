package dbsession

import (
	"context"
	"flag"
	"fmt"
	"time"

	"github.com/musette-go/musette/app"
)

// DefaultBatch is how many rows [ClearExpired] removes with one statement where nothing else is said.
const DefaultBatch = 1000

// ClearExpired removes all sessions that have ended, batch by batch, so that no lock is held for long and the table can be used all the
// while. A batch of zero means [DefaultBatch]. progress, unless it is nil, hears after each batch how many are gone so far. It returns how
// many were removed; an interrupted run can begin anew.
func ClearExpired(ctx context.Context, batch int, progress func(removed int)) (removed int, err error) {
	if batch <= 0 {
		batch = DefaultBatch
	}
	now := time.Now()
	for {
		n, err := deleteExpired(ctx, now, batch)
		removed += n
		if err != nil || n == 0 {
			return removed, err
		}
		if progress != nil {
			progress(removed)
		}
	}
}

// clearCommand is the command clearsessions, with Django's name.
func clearCommand() app.Command {
	return app.Command{
		Name:  "clearsessions",
		Short: "remove sessions that have ended",
		Long:  "Sessions that have ended do no harm but take room. Run this once a day. It works in batches while the site runs, and can be interrupted.",
		New: func(flags *flag.FlagSet) app.Run {
			batch := flags.Int("batch", DefaultBatch, "rows to remove with one statement")
			return func(ctx context.Context, env *app.Env) error {
				n, err := ClearExpired(ctx, *batch, func(n int) { fmt.Fprintf(env.Err, "%d removed …\n", n) })
				fmt.Fprintf(env.Out, "%d sessions removed\n", n)
				return err
			}
		},
	}
}
