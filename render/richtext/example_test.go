package richtext_test

import (
	"fmt"

	"github.com/musette-go/musette/render/richtext"
)

func ExampleMarkdown() {
	html, err := richtext.Markdown("A *fine* pot. [Buy it](javascript:alert(1)) <script>alert(1)</script>")
	fmt.Println(html, err)
	// Output:
	// <p>A <em>fine</em> pot. Buy it alert(1)</p>
	//  <nil>
}

func ExampleSanitize() {
	html, err := richtext.Sanitize(`<p onclick="alert(1)">Hello <b>world</b></p><script>alert(1)</script>`)
	fmt.Println(html, err)
	// Output:
	// <p>Hello <b>world</b></p> <nil>
}
