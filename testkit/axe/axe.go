// Package axe holds axe-core, which looks for barriers in pages: for tests only. It is by Deque Systems and others, under the Mozilla
// Public License 2.0, unchanged; its LICENSE files stand beside it.
package axe

import _ "embed"

//go:embed axe.min.js
var source string

// Source is the script, to be run in a page: it defines axe.
func Source() string { return source }
