package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"alo116/sql"
	"alo116/sql/retention"
)

// retentionSettings say by which rules what is kept goes.
type retentionSettings struct {
	RetentionFile string `name:"retention-file" env:"ALO116_RETENTION_FILE" placeholder:"FILE" help:"How long what is kept; without it nothing is ever purged."`
}

// errNoRetention says that there are no rules.
var errNoRetention = errors.New("no retention rules are set, so nothing is ever purged: have your lawyer read deploy/retention.json, " +
	"and give your own as --retention-file or ALO116_RETENTION_FILE")

func (s retentionSettings) rules() (*retention.Rules, error) {
	if s.RetentionFile == "" {
		return nil, errNoRetention
	}
	text, err := os.ReadFile(s.RetentionFile)
	if err != nil {
		return nil, fmt.Errorf("read the retention rules: %w", err)
	}
	rules, err := retention.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the retention rules %s cannot be used: %w", s.RetentionFile, err)
	}
	return rules, nil
}

// retentionCommand shows what has had its time, and lets it go.
type retentionCommand struct {
	databaseSettings
	retentionSettings
	DryRun  bool   `xor:"deed" help:"Only show what would go. That is what it does anyway."`
	Confirm string `xor:"deed" placeholder:"CODE" help:"After a change of the rules: they do what you want. The code stands below the table."`
	Apply   bool   `xor:"deed" help:"Let go of what the confirmed rules say. The service does it every night by itself."`
}

// Help is shown by 'alo116 retention --help'.
func (retentionCommand) Help() string {
	return `Shows rule by rule what has had its time: how much would go, how much is kept, how old the oldest is, and what stays of what goes.
New or changed rules do nothing until somebody who saw that table confirmed them. What goes is gone in every backup too.

  alo116 retention --retention-file retention.json
  alo116 retention --retention-file retention.json --confirm 1f0c22ab
  alo116 retention --retention-file retention.json --apply`
}

// Run shows, confirms or applies.
func (c *retentionCommand) Run(ctx context.Context, term stdio) error {
	rules, err := c.rules()
	if err != nil {
		return err
	}
	if err := c.keyringSettings.validate(); c.Apply && err != nil {
		return err
	}
	if c.Confirm != "" && c.Confirm != rules.Code() {
		return fmt.Errorf("%s is not the code of these rules as they are: look with 'alo116 retention' what they would do, and confirm the code below that table", c.Confirm)
	}
	return c.withStore(ctx, func(store *sql.Store) error {
		r := store.Retention(rules)
		now := time.Now()
		found, err := r.Due(ctx, now)
		if err != nil {
			return err
		}
		if err := printDue(term.out, found); err != nil {
			return err
		}
		switch {
		case c.Apply:
			return c.apply(ctx, term, r, now)
		case c.Confirm != "":
			err = r.Confirm(ctx)
		}
		return errors.Join(err, c.next(ctx, term, r, rules))
	})
}

// apply lets go and tells what went.
func (c *retentionCommand) apply(ctx context.Context, term stdio, r sql.Retention, now time.Time) error {
	gone, err := r.Apply(ctx, now)
	for _, name := range names(gone) {
		fmt.Fprintf(term.out, "Gone by the rule %s: %d.\n", name, gone[name])
	}
	if errors.Is(err, sql.ErrUnconfirmed) {
		return fmt.Errorf("%w: if the table is what you want, 'alo116 retention --confirm CODE' with the code that 'alo116 retention' prints", sql.ErrUnconfirmed)
	}
	if err != nil {
		return fmt.Errorf("%w; run it again when that is mended, it goes on where it was", err)
	}
	if len(gone) == 0 {
		fmt.Fprintln(term.out, "Nothing was due.")
	}
	return nil
}

// next tells what a person may do next.
func (c *retentionCommand) next(ctx context.Context, term stdio, r sql.Retention, rules *retention.Rules) error {
	confirmed, err := r.Confirmed(ctx)
	if err != nil {
		return err
	}
	if confirmed {
		_, err = fmt.Fprintln(term.out, "\nThese rules are confirmed. The service lets go of what is due every night; 'alo116 retention --apply' does it now.")
		return err
	}
	_, err = fmt.Fprintf(term.out, "\nNothing went. These rules are new or changed, and do nothing until they are confirmed. If the table is what you want:\n\n  alo116 retention --confirm %s\n", rules.Code())
	return err
}

func printDue(out io.Writer, found []sql.Due) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "RULE\tCLASS\tAFTER\tTHEN\tWOULD GO\tKEPT\tHELD\tOLDEST\tWHAT STAYS")
	for _, d := range found {
		name, after, oldest := d.Rule.Name, "-", "-"
		if name == "" {
			name = "(no rule)"
		}
		if d.Rule.Then != retention.Keep {
			after = d.Rule.After.String()
		}
		if !d.Oldest.IsZero() {
			oldest = d.Oldest.Local().Format(time.DateOnly)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", name, d.Rule.Class, after, d.Rule.Then, d.Due, d.Kept, d.Held, oldest, d.Rule.Remains())
	}
	return table.Flush()
}
