package boot

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/musette-go/musette/check"
)

// checkToolchain looks at the Go that built the program.
func (b *Site) checkToolchain(context.Context) []check.Message {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	return oldToolchain(info)
}

// freshFor is how many months a version of Go may be old when a program is built with it. A newer patch comes about every
// month, most of them with mended holes.
const freshFor = 4

// oldToolchain compares the version of Go with the time of the commit that was built, which the go command notes in the binary.
// Not with the time now: whether a release passes must not depend on when it is asked.
func oldToolchain(info *debug.BuildInfo) []check.Message {
	released, ok := goReleased(info.GoVersion)
	if !ok {
		return nil
	}
	for _, s := range info.Settings {
		if s.Key != "vcs.time" {
			continue
		}
		built, err := time.Parse(time.RFC3339, s.Value)
		var f findings
		f.warn(err == nil && built.After(released.AddDate(0, freshFor, 0)), "security.W118", info.GoVersion,
			fmt.Sprintf("came out about %s, and the site's code is of %s: later versions have mended holes", released.Format("2006-01"), built.Format("2006-01")),
			"build with the newest Go of its minor version, and run `govulncheck ./...`")
		return f
	}
	return nil
}

// goReleased estimates when a version of Go came out, from what its releases have in common: 1.20 of February 2023 was followed
// by another minor version every six months, and each of those by a patch about every month for a year. Versions in
// development have no date.
func goReleased(version string) (time.Time, bool) {
	version, _, _ = strings.Cut(version, " ") // experiments stand behind it
	version, _, _ = strings.Cut(version, "-") // a distributor's suffix
	number, ok := strings.CutPrefix(version, "go1.")
	if !ok {
		return time.Time{}, false
	}
	minorText, patchText, patched := strings.Cut(number, ".")
	minor, err := strconv.Atoi(minorText)
	if err != nil || minor < 20 {
		return time.Time{}, false
	}
	patch := 0
	if patched {
		if patch, err = strconv.Atoi(patchText); err != nil || patch < 0 {
			return time.Time{}, false
		}
	}
	return time.Date(2023, time.February, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 6*(minor-20)+patch, 0), true
}
