package form

import (
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"
)

// DefaultPixels is the most pixels of an image where MaxPixels says nothing else: what a good camera makes.
const DefaultPixels = 40_000_000

// headerSize is how much of a file is read to find the size of the image: room for the largest metadata that cameras write before it.
const headerSize = 1 << 20

// measure reads the size of an image from its header. Nothing is decoded, so a small file that claims to be huge costs nothing.
func (u *Upload) measure(f io.Reader, most int) error {
	decode, format := decoderOf(u.Type)
	if decode == nil {
		return errNotImage()
	}
	config, err := decode(io.LimitReader(f, headerSize))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return errNotImage()
	}
	if config.Width > most/config.Height {
		return fail("max_pixels", fmt.Sprintf("Ensure this image has at most %d million pixels (it has %d × %d).", max(1, most/1_000_000), config.Width, config.Height))
	}
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(u.Name), "."))
	if ext == "jpg" {
		ext = "jpeg"
	}
	if ext != format {
		return fail("invalid_extension", fmt.Sprintf("The file is a picture of the type %s, but its name says otherwise.", strings.ToUpper(format)))
	}
	u.Width, u.Height = config.Width, config.Height
	return nil
}

// decoderOf finds the decoder of a media type; the formats are fixed, whatever other packages register.
func decoderOf(kind string) (decode func(io.Reader) (image.Config, error), format string) {
	switch kind {
	case "image/png":
		return png.DecodeConfig, "png"
	case "image/jpeg":
		return jpeg.DecodeConfig, "jpeg"
	case "image/gif":
		return gif.DecodeConfig, "gif"
	}
	return nil, ""
}

func errNotImage() error {
	return fail("invalid_image", "Upload a valid image. The file you uploaded was either not an image or a corrupted image.")
}
