package web

import (
	"errors"
	"image"
	"image/color"

	"github.com/pquerna/otp"
)

// A QR code has 21 squares in a row, or four more at each step, up to 177.
const leastSquares, moreSquares, mostSquares = 21, 4, 177

var errNoQR = errors.New("draw a QR code: the address is too long")

// squares gives the QR code of a key row by row, for the page to draw: a picture written into the answer would need a policy that lets written pictures in.
func squares(key *otp.Key) ([]string, error) {
	for n := leastSquares; n <= mostSquares; n += moreSquares {
		if picture, err := key.Image(n, n); err == nil { // not if it needs more squares
			return rows(picture), nil
		}
	}
	return nil, errNoQR
}

func rows(picture image.Image) []string {
	all := picture.Bounds()
	signs := make([]string, 0, all.Dy())
	for y := all.Min.Y; y < all.Max.Y; y++ {
		row := make([]byte, 0, all.Dx())
		for x := all.Min.X; x < all.Max.X; x++ {
			row = append(row, sign(picture.At(x, y)))
		}
		signs = append(signs, string(row))
	}
	return signs
}

func sign(c color.Color) byte {
	if color.GrayModel.Convert(c).(color.Gray).Y < 128 {
		return '#'
	}
	return '.'
}
