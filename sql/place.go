package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
	"alo116/sql/casework"
)

// CalledPlace writes to the audit trail that somebody calls a place outside and, where it is about a case that may, told whose it is, has
// nothing against, to the case's timeline: both or neither. A case that is not there, or forgotten, is form.ErrNotYours.
func (s *Store) CalledPlace(ctx context.Context, c form.PlaceCall, may func(form.Whose) error) error {
	err := s.in(ctx, func(tx pgx.Tx) error {
		if c.Case != "" {
			if err := s.Cases().called(ctx, tx, c, may); err != nil {
				return err
			}
		}
		return s.audited(ctx, tx, Act{Actor: c.By, Action: "place.called", Object: "place:" + c.Place})
	})
	if err != nil {
		return fmt.Errorf("call a place: %w", err)
	}
	return nil
}

// called adds to a case's timeline that a place was called, also to that of a closed one. Its name is sealed: it may tell where a child lives.
func (t Cases) called(ctx context.Context, tx pgx.Tx, call form.PlaceCall, may func(form.Whose) error) error {
	c, err := t.locked(ctx, tx, call.Case)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrForgotten) {
		err = form.ErrNotYours
	}
	if err == nil {
		err = may(form.Whose{Agent: c.Owner, Team: c.Team, Age: time.Since(c.OpenedAt)})
	}
	if err != nil {
		return err
	}
	e := CaseEvent{Kind: casework.Called, Actor: call.By}
	box := func() (tink.AEAD, error) { return t.box(ctx, &c) }
	if e.sealed, err = sealedAgain(box, json.RawMessage(or(call.Name, call.Place)), eventPlace(c.ID, c.Rev+1)); err != nil {
		return err
	}
	return t.event(ctx, tx, &c, e)
}
