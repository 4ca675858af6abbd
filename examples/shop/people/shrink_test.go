package people

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// noted is a JPEG with what a camera notes of how it was held, in either order of bytes.
func noted(t testing.TB, m image.Image, order string, o byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := "II*\x00\x08\x00\x00\x00\x02\x00" + "\x0f\x01\x02\x00\x01\x00\x00\x00A\x00\x00\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00" + string(o) + "\x00\x00\x00"
	if order == "MM" {
		tiff = "MM\x00*\x00\x00\x00\x08\x00\x01" + "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(o) + "\x00\x00"
	}
	app := "\xff\xe0\x00\x04JF" + "\xff\xe1\x00" + string(rune(2+6+len(tiff))) + "Exif\x00\x00" + tiff
	return append([]byte("\xff\xd8"+app), b.Bytes()[2:]...)
}

// corners is a picture with a colour in each corner: red, green, blue and white from the top left in the direction of reading.
func corners(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{A: 255}
			switch {
			case x < w/2 && y < h/2:
				c.R = 255
			case y < h/2:
				c.G = 255
			case x < w/2:
				c.B = 255
			default:
				c = color.RGBA{255, 255, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// look names the colours of the corners.
func look(m image.Image) (names string) {
	n := m.Bounds().Dx()
	for _, p := range []image.Point{{n / 8, n / 8}, {n - n/8, n / 8}, {n / 8, n - n/8}, {n - n/8, n - n/8}} {
		r, g, b, _ := m.At(p.X, p.Y).RGBA()
		switch {
		case r > 0xc000 && g > 0xc000 && b > 0xc000:
			names += "W"
		case r > 0xc000:
			names += "R"
		case g > 0xc000:
			names += "G"
		case b > 0xc000:
			names += "B"
		default:
			names += "?"
		}
	}
	return names
}

func TestShrink(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"II", "MM"} {
		for o, want := range map[byte]string{0: "RGBW", 1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB", 9: "RGBW"} {
			small, err := shrink(bytes.NewReader(noted(t, corners(600, 400), order, o)), "image/jpeg")
			if err != nil {
				t.Fatal(err)
			}
			m, err := jpeg.Decode(bytes.NewReader(small))
			if err != nil || m.Bounds() != image.Rect(0, 0, side, side) {
				t.Fatalf("%v, %v", m.Bounds(), err)
			}
			if got := look(m); got != want {
				t.Errorf("%s, orientation %d: the corners are %s, want %s", order, o, got, want)
			}
			if bytes.Contains(small, []byte("Exif")) {
				t.Error("what the camera has noted was kept")
			}
		}
	}
	tiny, err := shrink(bytes.NewReader(noted(t, corners(3, 2), "II", 6)), "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	if m, err := jpeg.Decode(bytes.NewReader(tiny)); err != nil || m.Bounds().Dx() != 2 {
		t.Errorf("a picture of 3 by 2 pixels became %v, %v", m.Bounds(), err)
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add(noted(f, corners(4, 4), "II", 6))
	f.Add(noted(f, corners(4, 4), "MM", 3))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Add([]byte("\xff\xd8\xff\xff\xff\xe1\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o := orientation(b); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
