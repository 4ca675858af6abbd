package password

import (
	"context"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// A Bloom is a file that knows breached passwords without a network, made by [BuildBloom]. It never misses one that was put in, and takes
// one that was not for breached as seldom as its builder asked for. It reads a few bytes of the file for each password and keeps
// none, so that a file of a gigabyte costs no memory. It can be used by many goroutines.
type Bloom struct {
	file   io.ReaderAt
	close  func() error
	bits   uint64
	hashes int
}

// The file: a magic word, the number of hashes (4 bytes, big-endian), the number of bits (8 bytes), the bits.
const (
	bloomMagic  = "musette bloom 1\n"
	bloomHeader = len(bloomMagic) + 4 + 8
	maxHashes   = 32
)

// OpenBloom opens a file that [BuildBloom] wrote. Close it when nobody uses it any more.
func OpenBloom(path string) (*Bloom, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("password: the file of breached passwords: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		var b *Bloom
		if b, err = NewBloom(f, info.Size()); err == nil {
			b.close = f.Close
			return b, nil
		}
	}
	_ = f.Close()
	return nil, fmt.Errorf("%w: %s", err, path)
}

// NewBloom reads what [BuildBloom] wrote, of this size in bytes, from wherever it is kept.
func NewBloom(r io.ReaderAt, size int64) (*Bloom, error) {
	header := make([]byte, bloomHeader)
	if _, err := r.ReadAt(header, 0); err != nil || string(header[:len(bloomMagic)]) != bloomMagic {
		return nil, errors.New("password: not a file of breached passwords: build one with BuildBloom")
	}
	b := &Bloom{
		file:   r,
		hashes: int(binary.BigEndian.Uint32(header[len(bloomMagic):])),
		bits:   binary.BigEndian.Uint64(header[len(bloomMagic)+4:]),
	}
	if b.hashes < 1 || b.hashes > maxHashes || b.bits == 0 || b.bits%8 != 0 || b.bits/8 != uint64(size-int64(bloomHeader)) {
		return nil, errors.New("password: the file of breached passwords is damaged or not complete: build it again")
	}
	return b, nil
}

// Breached implements [BreachedList].
func (b *Bloom) Breached(_ context.Context, sum [sha1.Size]byte) (bool, error) {
	var one [1]byte
	for bit := range bloomBits(sum, b.hashes, b.bits) {
		if _, err := b.file.ReadAt(one[:], int64(bloomHeader)+int64(bit/8)); err != nil {
			return false, fmt.Errorf("password: the file of breached passwords: %w", err)
		}
		if one[0]&(1<<(bit%8)) == 0 {
			return false, nil
		}
	}
	return true, nil
}

// Close closes the file.
func (b *Bloom) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// bloomBits yields the bits of a sum: two halves of it combined, after Kirsch and Mitzenmacher.
func bloomBits(sum [sha1.Size]byte, hashes int, bits uint64) func(yield func(uint64) bool) {
	at, step := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])|1
	return func(yield func(uint64) bool) {
		for range hashes {
			if !yield(at % bits) {
				return
			}
			at += step
		}
	}
}
