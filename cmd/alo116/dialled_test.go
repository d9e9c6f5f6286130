package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"alo116/agent/form"
	"alo116/ari"
	"alo116/sql"
)

func TestAStoreThatSaysNoIsNotOneThatIsAway(t *testing.T) {
	for answer, away := range map[error]bool{nil: false, form.ErrNotSafe: false, form.ErrNoNumber: false, sql.ErrNotFound: false, sql.ErrForgotten: false,
		context.DeadlineExceeded: true, errors.New("connection refused"): true} {
		_, err := dialled(func(context.Context, string) (string, error) {
			if answer == nil {
				return "+355", nil
			}
			return "", fmt.Errorf("call back: %w", answer)
		})(t.Context(), "contact:7")
		if errors.Is(err, ari.ErrUnasked) != away || !errors.Is(err, answer) {
			t.Errorf("%v becomes %v", answer, err)
		}
	}
}
