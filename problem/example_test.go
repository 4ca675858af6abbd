package problem_test

import (
	"errors"
	"fmt"

	"github.com/musette-go/musette/problem"
)

func Example() {
	errSoldOut := problem.New(problem.Conflict, "The last one has just been sold.")
	err := fmt.Errorf("shop: order 7: %w", errSoldOut)
	fmt.Println(problem.Of(err))     // web answers 409
	fmt.Println(problem.Public(err)) // what people see
	fmt.Println(errors.Is(err, errSoldOut))
	// Output:
	// conflict
	// The last one has just been sold.
	// true
}

func ExampleValidationError() {
	var errs problem.ValidationError
	errs.Add("price", "min_value", "Price must be positive.")
	errs.Add("", "closed", "The shop is closed.")
	err := errs.Err()
	fmt.Println(err)
	fmt.Println(errs.Names(), problem.Of(err))
	// Output:
	// not valid: price: Price must be positive.; The shop is closed.
	// [price non_field_errors] invalid
}
