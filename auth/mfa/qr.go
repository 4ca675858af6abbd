package mfa

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the width of the margin around a QR code, in squares, which the standard asks for.
const quiet = 4

// picture is a QR code as a path of SVG, one unit for each square.
type picture struct {
	Size int    // of the whole picture, its margin included
	Path string // the dark squares
}

// draw makes the QR code of a text. Being SVG in the page itself, it needs nothing of the content security policy.
func draw(text string) (picture, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return picture{}, fmt.Errorf("mfa: the QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var b strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			if !dark(code.At(x, y)) {
				continue
			}
			from := x
			for x+1 < size && dark(code.At(x+1, y)) {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from+1, x-from+1)
		}
	}
	return picture{Size: size + 2*quiet, Path: b.String()}, nil
}

func dark(c color.Color) bool {
	red, _, _, _ := c.RGBA()
	return red < 0x8000
}
