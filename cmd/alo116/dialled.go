package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"alo116/agent/form"
	"alo116/ari"
	"alo116/sql"
)

// noes are the answers that say that somebody may not be called. Any other failure says that the store is away.
var noes = []error{form.ErrNotSafe, form.ErrNoNumber, form.ErrNotYours, sql.ErrNotFound, sql.ErrForgotten}

// dialled tells a store that says no from one that does not answer: the counsellor tries again after the one, and not after the other.
func dialled(ask ari.Dialled) ari.Dialled {
	return func(ctx context.Context, target string) (string, error) {
		number, err := ask(ctx, target)
		if err != nil && !slices.ContainsFunc(noes, func(no error) bool { return errors.Is(err, no) }) {
			err = fmt.Errorf("%w: %w", ari.ErrUnasked, err)
		}
		return number, err
	}
}
