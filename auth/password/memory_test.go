package password

import (
	"runtime"
	"testing"
)

// Hashes one after the other leave no blocks behind in a small process.
func TestHashesLeaveNoBlocks(t *testing.T) { //nolint:paralleltest // it looks at the memory of the process
	p := &Policy{Parallel: 1}
	if _, err := p.Hash(t.Context(), "warm"); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 4 {
		if _, err := p.Hash(t.Context(), "correct horse"); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if more := int64(after.HeapAlloc) - int64(before.HeapAlloc); more > 8<<20 {
		t.Errorf("four hashes left %d MiB behind", more>>20)
	}
	if n := after.NumGC - before.NumGC; n < 4 {
		t.Errorf("%d collections for four hashes", n)
	}
	if memoryOf(PBKDF2{}) != 0 || memoryOf(Argon2id{}) != 19456<<10 || memoryOf(Scrypt{}) != 16<<20 {
		t.Error("the memory of a hasher is not what it takes")
	}
}
