// Package suggest finds the name that was probably meant.
package suggest

// Nearest returns the candidate that differs from s by at most a third of its letters, or "" when none does.
func Nearest(s string, candidates []string) string {
	best, limit := "", max(1, len(s)/3)+1
	for _, c := range candidates {
		if d := distance(s, c); d < limit {
			best, limit = c, d
		}
	}
	return best
}

// Misspelt returns the candidate that one letter too many, too few, or wrong, or two letters in each other's place, make s out of,
// or "" when there is none. Short candidates, below five letters, are near to too much to be among them.
func Misspelt(s string, candidates []string) string {
	for _, c := range candidates {
		if off := len(s) - len(c); len(c) >= 5 && off >= -1 && off <= 1 && distance(s, c) == 1 {
			return c
		}
	}
	return ""
}

// distance is the number of letters to insert, remove, replace or swap with their neighbour to make b out of a.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = last[j-1]
			if a[i-1] != b[j-1] {
				row[j] = 1 + min(last[j-1], last[j], row[j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
