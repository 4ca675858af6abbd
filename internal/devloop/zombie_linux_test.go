package devloop

import (
	"bytes"
	"fmt"
	"os"
)

// zombie reports whether a process has ended and nobody has asked how: in a container nobody may.
func zombie(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := bytes.Cut(b, []byte(") "))
	return err == nil && bytes.HasPrefix(after, []byte("Z"))
}
