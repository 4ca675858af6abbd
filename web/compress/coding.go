package compress

import (
	"io"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxPadding is how many random bytes a page gets at most.
const maxPadding = 100

// An encoder packs one answer.
type encoder interface {
	io.Writer
	Flush() error
	Close() error
	Reset(w io.Writer)
}

// A coding is one content coding with the encoders that wait for work.
type coding struct {
	name   string
	header []string // Content-Encoding, ready for a header map
	pool   sync.Pool
	// begin and end write padding at the beginning and at the end of a stream. One of them may be nil.
	begin func(e encoder)
	end   func(e encoder, out io.Writer) error
}

func newCoding(name string) *coding {
	c := &coding{name: name, header: []string{name}}
	switch name {
	case "gzip":
		c.pool.New = newGzip
		c.begin = padGzip
	case "br":
		c.pool.New = func() any { return brotli.NewWriterOptions(nil, brotli.WriterOptions{Quality: 4, LGWin: 18}) }
		c.end = padBrotli
	case "zstd":
		c.pool.New = newZstd
		c.end = padZstd
	default:
		panic("web/compress: there is no content coding " + name + `: the codings are "zstd", "br" and "gzip"`)
	}
	return c
}

func newGzip() any {
	e, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // the level is valid
	}
	return e
}

// newZstd makes an encoder whose window any browser takes (RFC 9659 allows 8 MiB) and that starts no goroutines.
func newZstd() any {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(256<<10),
		zstd.WithEncoderLevel(zstd.SpeedDefault))
	if err != nil {
		panic(err) // the options are valid
	}
	return e
}

// get returns an encoder that writes to w, with padding at its beginning when the answer is a page.
func (c *coding) get(w io.Writer, page bool) encoder {
	e, _ := c.pool.Get().(encoder) // the pool holds nothing else
	e.Reset(w)
	if page && c.begin != nil {
		c.begin(e)
	}
	return e
}

// close ends the stream and returns the encoder.
func (c *coding) close(e encoder, out io.Writer, page bool) error {
	if page && c.end != nil {
		if err := c.end(e, out); err != nil {
			return err
		}
	}
	err := e.Close()
	c.put(e)
	return err
}

// put takes an encoder back, whatever state it is in.
func (c *coding) put(e encoder) {
	e.Reset(nil)
	c.pool.Put(e)
}

// padGzip puts the padding into the comment of the header (RFC 1952), before anything has been written.
func padGzip(e encoder) {
	if z, ok := e.(*gzip.Writer); ok {
		z.Comment = strings.Repeat("m", rand.IntN(maxPadding+1))
	}
}

// padBrotli puts the padding into a metadata block (RFC 7932, section 9.2). After a flush the stream stands at the border of a
// byte, and the bits of the block's header are: 0 not the last block; 11 no nibbles, a metadata block; 0 reserved; 01 one byte
// of length; the length less one; zeros up to the border.
func padBrotli(e encoder, out io.Writer) error {
	n := rand.IntN(maxPadding - 1)
	if n == 0 {
		return nil
	}
	if err := e.Flush(); err != nil {
		return err
	}
	head := 0b11<<1 | 1<<4 | (n-1)<<6
	block := make([]byte, 2+n)
	block[0], block[1] = byte(head), byte(head>>8)
	_, err := out.Write(block)
	return err
}

// padZstd puts the padding into empty raw blocks (RFC 8878, section 3.1.1.2), which are three zero bytes each: raw, of no length,
// not the last. After a flush the stream stands between two blocks.
func padZstd(e encoder, out io.Writer) error {
	n := rand.IntN(maxPadding/3 + 1)
	if n == 0 {
		return nil
	}
	if err := e.Flush(); err != nil {
		return err
	}
	_, err := out.Write(make([]byte, 3*n))
	return err
}
