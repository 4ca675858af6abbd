package manage

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime/debug"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/web"
)

// serveName is the command that runs when none is named.
const serveName = "serve"

func (r *runner) serveCommand() app.Command {
	return app.Command{Name: serveName, Short: "serve the site until an interrupt, then finish the running requests",
		Long: "The address comes from ADDR (default 127.0.0.1:8000); port 0 takes a free one, which is printed.",
		New: func(f *flag.FlagSet) app.Run {
			addr := f.String("addr", "", "listen on this `address` instead of ADDR")
			return func(ctx context.Context, env *app.Env) error {
				if *addr == "" {
					*addr = r.boot.Config.Addr
				}
				if err := r.boot.Config.CheckAddr(*addr); err != nil {
					return err
				}
				return r.serve(ctx, env, *addr)
			}
		}}
}

func (r *runner) serve(ctx context.Context, env *app.Env, addr string) error {
	ms := r.boot.Messages(ctx, check.Options{})
	for _, m := range ms {
		fmt.Fprintln(env.Err, m)
	}
	if check.Worst(ms) >= check.Error {
		return errors.New("the checks found errors; mend them, or silence an ID in Site.Silenced")
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a server has memory to spare: a third of the collections' work goes
	}
	debug.FreeOSMemory() // what parsing the templates and looking at the site have left behind
	ln, err := web.Listen(addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "%s is ready at %s (%s mode, %s). Quit with Ctrl-C.\n", r.site.Name, address(ln.Addr()), r.boot.Config.Mode, r.boot.DB.URL())
	return r.boot.Server().Serve(ctx, ln)
}

// address is what a person types into a browser.
func address(a net.Addr) string {
	if a.Network() == "unix" {
		return "unix:" + a.String()
	}
	return "http://" + a.String() + "/"
}
