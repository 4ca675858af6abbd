// Command stacks serves one line of plain text through the middleware that a site in production has: security headers,
// request id, recovery, access log and compression. Each framework does it with its own middleware; bare is net/http with
// none, the yardstick.
//
//	ADDR=127.0.0.1:0 stacks chi
//
// Musette's own stack is served by command plain, as any site's.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
)

const text = "Hello, World!"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv("ADDR"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, addr string) error {
	if len(args) != 1 {
		return errors.New("stacks: usage: stacks bare|chi|echo|gin|fiber")
	}
	handlers := map[string]func() http.Handler{"bare": bareStack, "chi": chiStack, "echo": echoStack, "gin": ginStack}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	fmt.Printf("%s is ready at http://%s/\n", args[0], ln.Addr())
	if args[0] == "fiber" {
		return serveFiber(ctx, ln)
	}
	handler, ok := handlers[args[0]]
	if !ok {
		return fmt.Errorf("stacks: there is no stack %q", args[0])
	}
	server := &http.Server{Handler: handler()}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// bareStack is net/http without any middleware.
func bareStack() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /plaintext", plaintext)
	return mux
}

func plaintext(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(text))
}
