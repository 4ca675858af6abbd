package people

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation says how a camera was held: 1 to 8, as Exif 2.32 numbers it (tag 0x0112), 1 where a JPEG does not say. Browsers turn
// pictures by it; since what the camera has noted is not kept, the pixels are turned.
func orientation(jpeg []byte) int {
	for rest := jpeg; ; {
		i := bytes.IndexByte(rest, 0xff)
		if i < 0 || len(rest) < i+4 {
			return 1
		}
		rest = rest[i+1:]
		switch marker := rest[0]; {
		case marker == 0xff || marker == 0xd8: // filling, or the start of the picture
			continue
		case marker < 0xe0 || marker > 0xef && marker != 0xfe: // the notes stand in front of everything else
			return 1
		}
		size := int(binary.BigEndian.Uint16(rest[1:]))
		if size < 2 || len(rest) < 1+size {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(rest[3:1+size], []byte("Exif\x00\x00")); ok && rest[0] == 0xe1 {
			return tagged(tiff)
		}
		rest = rest[1+size:]
	}
}

// tagged finds the tag in the first directory of a TIFF.
func tagged(tiff []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// turned turns a square picture as its orientation says.
func turned(src *image.RGBA, o int) *image.RGBA {
	if o <= 1 || o > 8 {
		return src
	}
	n := src.Bounds().Dx() - 1
	out := image.NewRGBA(src.Bounds())
	for y := range n + 1 {
		for x := range n + 1 {
			from := [...]image.Point{2: {n - x, y}, 3: {n - x, n - y}, 4: {x, n - y}, 5: {y, x}, 6: {y, n - x}, 7: {n - y, n - x}, 8: {n - y, x}}[o]
			out.SetRGBA(x, y, src.RGBAAt(from.X, from.Y))
		}
	}
	return out
}
