package check_test

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/check"
)

func Example() {
	stock := check.Check{Name: "stock", Tags: []check.Tag{check.Models}, Run: func(context.Context) []check.Message {
		return []check.Message{
			{ID: "shop.W001", Level: check.Warning, Object: "shop.Product", Text: "nothing is in stock", Hint: "Run seed."},
			{ID: "shop.W002", Level: check.Warning, Object: "shop.Product", Text: "prices have no currency"},
		}
	}}
	found := check.Run(context.Background(), []check.Check{stock}, check.Options{Silenced: []string{"shop.W002"}})
	for _, m := range found {
		fmt.Println(m)
	}
	fmt.Println(check.Worst(found) >= check.Error)
	// Output:
	// WARNING shop.Product (shop.W001): nothing is in stock
	// 	HINT: Run seed.
	// false
}
