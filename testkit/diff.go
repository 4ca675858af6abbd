package testkit

import (
	"errors"
	"strings"
)

var errMore = errors.New("something stands behind the value")

// maxDiff bounds the work of a diff: the product of the numbers of lines.
const maxDiff = 4_000_000

// diff shows two texts line by line: "-" before what is wanted and missing, "+" before what is there and not wanted, and
// two lines around each place.
func diff(got, want string) string {
	g, w := strings.Split(strings.TrimSuffix(got, "\n"), "\n"), strings.Split(strings.TrimSuffix(want, "\n"), "\n")
	if len(g)*len(w) > maxDiff {
		return "got\n" + cut(got) + "\nwant\n" + cut(want)
	}
	var b strings.Builder
	b.WriteString("- want\n+ got\n")
	lines := edits(g, w)
	for i, l := range lines {
		if near(lines, i) {
			b.WriteString(l.mark + l.text + "\n")
		} else if i > 0 && near(lines, i-1) || i == 0 {
			b.WriteString("  …\n")
		}
	}
	return b.String()
}

type edit struct{ mark, text string }

func near(lines []edit, i int) bool {
	for j := max(0, i-2); j < min(len(lines), i+3); j++ {
		if lines[j].mark != "  " {
			return true
		}
	}
	return false
}

// edits is a shortest way from want to got, by the longest common subsequence of lines.
func edits(g, w []string) []edit {
	common := make([][]int, len(g)+1)
	for i := range common {
		common[i] = make([]int, len(w)+1)
	}
	for i := len(g) - 1; i >= 0; i-- {
		for j := len(w) - 1; j >= 0; j-- {
			if g[i] == w[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []edit
	i, j := 0, 0
	for i < len(g) || j < len(w) {
		switch {
		case i < len(g) && j < len(w) && g[i] == w[j]:
			out = append(out, edit{"  ", g[i]})
			i, j = i+1, j+1
		case j < len(w) && (i == len(g) || common[i][j+1] >= common[i+1][j]):
			out = append(out, edit{"- ", w[j]})
			j++
		default:
			out = append(out, edit{"+ ", g[i]})
			i++
		}
	}
	return out
}

// distance is how many lines differ.
func distance(g, w []string) (n int) {
	for _, e := range edits(g, w) {
		if e.mark != "  " {
			n++
		}
	}
	return n
}
