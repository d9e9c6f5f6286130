package main

import (
	"context"
	"errors"
	"fmt"

	"alo116/sql"
)

// rewriteCommand rids the database's files of what was let go.
type rewriteCommand struct{ ownerSettings }

// Help is shown by 'alo116 rewrite --help'.
func (rewriteCommand) Help() string {
	return `What is forgotten, purged or changed lies on in the free space of the database's files until it happens to be written over: what was
sealed cannot be read any more, but codes and keyed hashes can. This copies what is kept into new files and does away with the old ones. Only who
owns the tables may, so the service cannot; deploy/systemd/alo116-rewrite.timer does it every week in the night. Each table is closed while it is
written, seconds for most, and screens wait for it; calls do not. Take no dump meanwhile: what that still sees is copied. Example:

  ALO116_DATABASE_URL=postgres://alo116@/alo116?host=/run/postgresql \
  ALO116_OWNER_URL=postgres://alo116_owner@/alo116?host=/run/postgresql alo116 rewrite`
}

// Run writes the tables anew.
func (c *rewriteCommand) Run(ctx context.Context, term stdio) error {
	owner, _, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer owner.Close()
	err = owner.Rewrite(ctx)
	if errors.Is(err, sql.ErrNotOwner) {
		return fmt.Errorf("%w: give the address of the role that does as --owner-url or ALO116_OWNER_URL", sql.ErrNotOwner)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(term.out, "The tables are written anew: nothing of what was let go is in their files any more.")
	return err
}
