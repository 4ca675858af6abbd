package manage_test

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/manage"
)

func ExampleRun() {
	greet := app.Command{Name: "greet", Args: "NAME", Short: "say hello", Offline: true, New: func(f *flag.FlagSet) app.Run {
		loud := f.Bool("loud", false, "with an exclamation mark")
		return func(_ context.Context, env *app.Env) error {
			end := "."
			if *loud {
				end = "!"
			}
			fmt.Fprintf(env.Out, "Hello, %s%s\n", env.Args[0], end)
			return nil
		}
	}}
	site := app.Site{Name: "shop", Apps: []app.App{{Name: "people", Commands: []app.Command{greet}}}}
	code := manage.Run(context.Background(), site, []string{"greet", "Django", "--loud"}, manage.Options{Out: os.Stdout, Err: os.Stderr})
	fmt.Println(code)
	// Output:
	// Hello, Django!
	// 0
}
