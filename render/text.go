package render

import (
	"fmt"

	"github.com/musette-go/musette/internal/suggest"
)

// didYouMean suggests the candidate closest to s, for the end of a message.
func didYouMean(s string, candidates []string) string {
	best := suggest.Nearest(s, candidates)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
