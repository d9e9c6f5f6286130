package web

import (
	"strings"
	"testing"

	"github.com/pquerna/otp/totp"
)

// TestTheSquaresAreThePicture: scaled up they are, pixel by pixel, the picture that the library draws large, which apps read.
func TestTheSquaresAreThePicture(t *testing.T) {
	for _, login := range []string{"m", "mira", strings.Repeat("m", 64)} {
		key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login, Period: totpStep, Secret: []byte(strings.Repeat("s", totpSecret)), Digits: totpDigits})
		if err != nil {
			t.Fatal(err)
		}
		small, err := squares(key)
		if err != nil {
			t.Fatal(err)
		}
		const scale = 3
		n := len(small)
		large, err := key.Image(scale*n, scale*n)
		if err != nil {
			t.Fatal(err)
		}
		dark := 0
		for y, row := range rows(large) {
			if want := small[y/scale]; len(row) != scale*n || len(want) != n {
				t.Fatalf("%d squares: a row of %d, %d in the large one", n, len(want), len(row))
			}
			for x := range row {
				if row[x] != small[y/scale][x/scale] {
					t.Fatalf("%d squares: at %d, %d they differ", n, x, y)
				}
				if row[x] == '#' {
					dark++
				}
			}
		}
		if corner := small[0][:8]; corner != "#######." || dark < scale*scale*n*n/4 {
			t.Errorf("%d squares: it begins with %s, and %d pixels are dark", n, corner, dark)
		}
	}
}
