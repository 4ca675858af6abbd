package password

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A hash that needs much memory leaves a block of it behind, 19 MiB for the default. In a process whose heap is small otherwise, the
// collector would let several of them gather before it begins: the block was alive when it looked last. So the block is collected at
// once there, before the next hash begins, and given back to the system when nobody waits for one.
const (
	largeBlock = 4 << 20  // bytes; smaller ones are no matter
	smallHeap  = 64 << 20 // bytes; in a larger heap the collector's own pace is right
)

// tidy is called when a hash that took so many bytes has ended, before the next one begins.
func tidy(bytes int64, last bool) {
	switch {
	case bytes < largeBlock || heapBytes() > smallHeap+bytes:
	case last:
		debug.FreeOSMemory()
	default:
		runtime.GC()
	}
}

// heapBytes is how many bytes the heap's objects take, dead ones included.
func heapBytes() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(min(s[0].Value.Uint64(), 1<<62))
}

// memoryOf is how many bytes a hasher takes.
func memoryOf(h Hasher) int64 {
	switch h := h.(type) {
	case Argon2id:
		return int64(h.withDefaults().Memory) << 10
	case Scrypt:
		return h.memory()
	}
	return 0
}
