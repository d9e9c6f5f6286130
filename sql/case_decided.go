package sql

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/agent/form"
)

// decided does what was decided about a case in a contact that is being closed: a new one is begun, or it is attached to the one that
// was named by its id or code. Done again, as when a contact was reopened, it changes nothing but what was decided otherwise.
func (t Contacts) decided(ctx context.Context, tx pgx.Tx, c row) error {
	begin, attach := form.CaseOf(c.Contact)
	if !begin && attach == "" {
		return nil
	}
	of, err := caseOf(ctx, tx, c.ID)
	if err != nil || begin && of != "" {
		return err
	}
	if begin {
		if err = t.open(ctx, &c); err == nil {
			_, err = t.store.Cases().begin(ctx, tx, form.TakenBy(c.Contact), c.Agent, c)
		}
		return err
	}
	err = t.store.Cases().bring(ctx, tx, c, of, attach)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrForgotten):
		err = form.ErrNoCase
	case errors.Is(err, ErrCaseClosed):
		err = form.ErrCaseClosed
	}
	return err
}

// bring puts a contact to the case of that name, and takes it from the one that it is of.
func (t Cases) bring(ctx context.Context, tx pgx.Tx, from row, of, name string) error {
	to, err := t.find(ctx, tx, name)
	if err != nil || to.ID == of {
		return err
	}
	if uuid.Validate(of) == nil {
		old, err := t.locked(ctx, tx, of)
		if err == nil {
			err = t.part(ctx, tx, &old, from.ID, from.Agent)
		}
		if err != nil {
			return err
		}
	}
	if to, err = t.locked(ctx, tx, to.ID); err != nil {
		return err
	}
	if err := t.join(ctx, tx, &to, from.ID, from.Agent); err != nil {
		return err
	}
	return t.store.audited(ctx, tx, Act{Actor: from.Agent, Action: "case.attached", Object: caseObject(to.ID)})
}
