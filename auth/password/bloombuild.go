package password

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// BloomOptions configure [BuildBloom].
type BloomOptions struct {
	// Items is how many passwords will be put in, at most. Building takes about Items × 2 bytes of memory at the default of
	// FalsePositives, and the file as much. There is no default; a list with more is an error.
	Items int
	// FalsePositives is how often a password that is not in the list is taken for breached, up to 0.1. Defaults to 0.001.
	FalsePositives float64
	// MinCount leaves passwords out that were seen less often. Defaults to 1.
	MinCount int
}

// maxBloom is the greatest size of a file in bytes.
const maxBloom = 16 << 30

// BuildBloom writes a file for [OpenBloom] to w and returns how many passwords it holds. Each line of the list is the SHA-1 of a
// password in 40 hexadecimal digits, and ":" with how often it was seen, or not: the form in which Have I Been Pwned gives its list
// away. The error names the line that is none. Cancelling ctx stops it.
func BuildBloom(ctx context.Context, w io.Writer, list io.Reader, opt BloomOptions) (items int, err error) {
	bits, hashes, err := bloomSize(opt)
	if err != nil {
		return 0, err
	}
	field := make([]byte, bits/8)
	lines := bufio.NewScanner(list)
	for line := 1; lines.Scan(); line++ {
		if line%10_000 == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		sum, count, err := bloomLine(lines.Text())
		if err != nil {
			return 0, fmt.Errorf("password: line %d: %w", line, err)
		}
		if count < opt.MinCount {
			continue
		}
		if items++; items > opt.Items {
			return 0, fmt.Errorf("password: the list has more than %d passwords: raise BloomOptions.Items", opt.Items)
		}
		for bit := range bloomBits(sum, hashes, bits) {
			field[bit/8] |= 1 << (bit % 8)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, fmt.Errorf("password: the list of breached passwords: %w", err)
	}
	return items, writeBloom(w, field, hashes)
}

// bloomSize is the number of bits, whole bytes, and of hashes that keep the rate of false positives.
func bloomSize(opt BloomOptions) (bits uint64, hashes int, err error) {
	rate := opt.FalsePositives
	if rate == 0 {
		rate = 0.001
	}
	if opt.Items < 1 || !(rate > 0 && rate <= 0.1) {
		return 0, 0, fmt.Errorf("password: BloomOptions has Items %d and FalsePositives %v, want at least 1 and above 0 to 0.1", opt.Items, rate)
	}
	perItem := -math.Log(rate) / (math.Ln2 * math.Ln2)
	size := math.Ceil(perItem * float64(opt.Items) / 8)
	if size > maxBloom {
		return 0, 0, fmt.Errorf("password: the file would have %.0f bytes, want at most %d: raise FalsePositives or MinCount", size, maxBloom)
	}
	return 8 * uint64(size), min(maxHashes, max(1, int(math.Round(perItem*math.Ln2)))), nil
}

// bloomLine reads 40 hexadecimal digits and, if it is there, ":" and a count.
func bloomLine(text string) (sum [sha1.Size]byte, count int, err error) {
	digits, seen, counted := strings.Cut(strings.TrimSpace(text), ":")
	count = 1
	if counted {
		count, err = strconv.Atoi(seen)
	}
	if err != nil || len(digits) != hex.EncodedLen(len(sum)) {
		return sum, 0, errors.New("want 40 hexadecimal digits, and a colon and a number behind them or not")
	}
	if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
		return sum, 0, err
	}
	return sum, count, nil
}

func writeBloom(w io.Writer, field []byte, hashes int) error {
	header := []byte(bloomMagic)
	header = binary.BigEndian.AppendUint32(header, uint32(hashes))
	header = binary.BigEndian.AppendUint64(header, 8*uint64(len(field)))
	for _, part := range [][]byte{header, field} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("password: writing the file of breached passwords: %w", err)
		}
	}
	return nil
}
