package rest

import "errors"

// The budget of a body: how many bytes are read, and how deep they may nest.
const (
	maxDepth = 100
	maxBody  = 5 << 19 // 2.5 MiB, as Django's DATA_UPLOAD_MAX_MEMORY_SIZE

	maxValues = 200_000 // in one body: each takes more memory than it has bytes
	maxKeys   = 10_000  // in one list of keys
	maxQuoted = 1000    // bytes of a value that an error repeats
)

var errTooMany = errors.New("The JSON holds too many values") //nolint:staticcheck // it is shown to clients

var errTooDeep = errors.New("The JSON nests too deep") //nolint:staticcheck // it is shown to clients
