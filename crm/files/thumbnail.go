package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // what is read
	"image/jpeg"
	_ "image/png"
	"io"

	scale "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

const (
	thumbnailSide = 256        // pixels, of the longer side
	maxPixels     = 40_000_000 // a picture is unpacked whole before it is made small
)

// thumbnail makes a small JPEG of a picture. Nothing of the picture but its
// pixels gets into it: no place where it was taken, no name of a camera.
func thumbnail(picture io.ReadSeeker) (_ []byte, err error) {
	defer func() { // the decoders are others' work, and the picture a stranger's
		if p := recover(); p != nil {
			err = fmt.Errorf("the picture cannot be read: %v", p)
		}
	}()
	about, _, err := image.DecodeConfig(picture)
	if err != nil {
		return nil, err
	}
	if about.Width <= 0 || about.Height <= 0 || about.Width > maxPixels/about.Height {
		return nil, errors.New("the picture has too many pixels")
	}
	if _, err := picture.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	turned := orientation(picture)
	if _, err := picture.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	whole, _, err := image.Decode(picture)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = jpeg.Encode(&b, turn(small(whole), turned), &jpeg.Options{Quality: 82})
	return b.Bytes(), err
}

// small is the picture on white, within thumbnailSide; a small one keeps its
// size.
func small(whole image.Image) *image.RGBA {
	w, h := whole.Bounds().Dx(), whole.Bounds().Dy()
	if longer := max(w, h); longer > thumbnailSide {
		w, h = max(1, w*thumbnailSide/longer), max(1, h*thumbnailSide/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	scale.CatmullRom.Scale(to, to.Bounds(), whole, whole.Bounds(), draw.Over, nil)
	return to
}

// turn puts a picture upright that a camera stored as it was held: way is one
// of the eight of the Exif standard (CIPA DC-008, 4.6.4, tag 0x0112).
func turn(from *image.RGBA, way int) image.Image {
	if way < 2 || way > 8 {
		return from
	}
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if way >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			at := [...]image.Point{
				2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x},
			}[way]
			to.SetRGBA(at.X, at.Y, from.RGBAAt(x, y))
		}
	}
	return to
}
