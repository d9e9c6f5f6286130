package main

import (
	"os"
	"testing"

	"github.com/alecthomas/kong"
)

func TestASecondFactorIsAskedForUnlessSaidOtherwise(t *testing.T) {
	for set, want := range map[string]string{"": "required", "offered": "offered", "required": "required"} {
		t.Run(want, func(t *testing.T) {
			t.Setenv("ALO116_SECOND_FACTOR", set)
			if set == "" {
				os.Unsetenv("ALO116_SECOND_FACTOR")
			}
			var settings struct{ signInSettings }
			parser, err := kong.New(&settings)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(nil); err != nil || settings.SecondFactor != want {
				t.Errorf("set to %q it is %q, %v", set, settings.SecondFactor, err)
			}
		})
	}
}
