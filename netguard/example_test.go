package netguard_test

import (
	"errors"
	"fmt"

	"github.com/musette-go/musette/netguard"
)

func Example() {
	// docs:begin client
	client := netguard.NewClient(netguard.Options{})
	_, err := client.Get("http://169.254.169.254/latest/meta-data/") // somebody gave us this address
	fmt.Println(errors.Is(err, netguard.ErrBlocked))
	// docs:end client
	// Output: true
}
