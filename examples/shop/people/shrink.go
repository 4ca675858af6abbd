package people

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

// side is the length of the sides of a picture that is kept.
const side = 256

// shrink returns the middle of a picture as a small square JPEG. Only the pixels are kept: what else was in the file, such as where it
// was taken, is gone.
func shrink(r io.Reader, mediaType string) ([]byte, error) {
	file, err := io.ReadAll(io.LimitReader(r, maxPicture))
	if err != nil {
		return nil, err
	}
	decode, held := jpeg.Decode, orientation(file)
	if mediaType == "image/png" {
		decode, held = png.Decode, 1
	}
	src, err := decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, turned(square(src), held), &jpeg.Options{Quality: 85})
	return out.Bytes(), err
}

// square scales the middle of a picture to at most side by side pixels.
func square(src image.Image) *image.RGBA {
	b := src.Bounds()
	n := min(b.Dx(), b.Dy())
	to := min(n, side)
	x0, y0 := b.Min.X+(b.Dx()-n)/2, b.Min.Y+(b.Dy()-n)/2
	out := image.NewRGBA(image.Rect(0, 0, to, to))
	for y := range to {
		for x := range to {
			out.SetRGBA(x, y, mean(src, image.Rect(x0+x*n/to, y0+y*n/to, x0+(x+1)*n/to, y0+(y+1)*n/to)))
		}
	}
	return out
}

// mean is the colour of a part of a picture on white paper. At most 16 of its pixels are looked at.
func mean(src image.Image, part image.Rectangle) color.RGBA {
	dx, dy := max(part.Dx()/4, 1), max(part.Dy()/4, 1)
	var red, green, blue, n uint32
	for y := part.Min.Y; y < part.Max.Y; y += dy {
		for x := part.Min.X; x < part.Max.X; x += dx {
			r, g, b, a := src.At(x, y).RGBA()
			paper := 0xffff - a
			red, green, blue, n = red+(r+paper)>>8, green+(g+paper)>>8, blue+(b+paper)>>8, n+1
		}
	}
	return color.RGBA{R: uint8(red / n), G: uint8(green / n), B: uint8(blue / n), A: 0xff}
}
