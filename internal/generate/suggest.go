package generate

import (
	"slices"
	"strings"
)

// didYouMean is `: did you mean "x"?` for the known name that is nearest to the given one, or "" when none is near.
func didYouMean(given string, known []string) string {
	best, distance := "", max(2, len(given)/3)+1
	for _, k := range known {
		if d := editDistance(strings.ToLower(given), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return `: did you mean "` + best + `"?`
}

// editDistance counts the insertions, deletions and replacements that turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// sorted returns the names in order, joined by commas.
func sorted(names []string) string {
	names = slices.Clone(names)
	slices.Sort(names)
	return strings.Join(names, ", ")
}
