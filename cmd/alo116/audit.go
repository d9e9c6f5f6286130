package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"alo116/sql"
	"alo116/sql/audit"
)

// auditCommand proves the audit trail.
type auditCommand struct {
	Verify verifyAudit `cmd:"" help:"Compute the whole audit trail anew, and tell which entries were changed, deleted or cut."`
	Anchor anchorAudit `cmd:"" help:"Print the trail's present anchor, one line to be kept elsewhere."`
}

type anchorAudit struct{ databaseSettings }

// Help is shown by 'alo116 audit anchor --help'.
func (anchorAudit) Help() string {
	return `Whoever keeps the line where the database's owner cannot reach it, printed or in a mail, can prove with it later that
nothing of the trail up to now was changed or cut. It says nothing of anybody. Example, once a day:

  alo116 audit anchor | mail -s "audit anchor" commissioner@example.org`
}

// Run prints the anchor.
func (a *anchorAudit) Run(ctx context.Context, term stdio) error {
	return a.withStore(ctx, func(store *sql.Store) error {
		anchor, err := store.AuditAnchor(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(term.out, anchor)
		return err
	})
}

type verifyAudit struct {
	databaseSettings
	Anchor []string `placeholder:"FILE" help:"A file with anchors that were kept elsewhere; may be repeated."`
}

// Help is shown by 'alo116 audit verify --help'.
func (verifyAudit) Help() string {
	return `Reads every entry and computes all hashes anew, with the key file's audit key, and compares with the anchor file, its log, and
every anchor given: text around them, as in a mail, does no harm. Exit code 1 if anything is wrong. Example:

  alo116 audit verify --anchor anchors-from-the-safe.txt`
}

// Run verifies.
func (v *verifyAudit) Run(ctx context.Context, term stdio) error {
	return v.withStore(ctx, func(store *sql.Store) error {
		anchors, complaints, err := v.anchors(store)
		if err != nil {
			return err
		}
		report, err := store.VerifyAudit(ctx, anchors)
		if err != nil {
			return err
		}
		if len(anchors) == 0 && report.Size > 0 {
			complaints = append(complaints, "no anchor was found: whether entries were cut off the end cannot be told")
		}
		return tell(term.out, report, complaints)
	})
}

// anchors reads all anchors there are, before the entries: what was anchored by then must be in them.
func (v *verifyAudit) anchors(store *sql.Store) (all []audit.Anchor, complaints []string, err error) {
	own := v.anchorFile()
	for _, file := range append([]string{own, own + ".log"}, v.Anchor...) {
		text, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) && (file == own || file == own+".log") {
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read the anchors: %w", err)
		}
		found, bad := store.ReadAnchors(string(text))
		if bad > 0 || len(found) == 0 {
			complaints = append(complaints, fmt.Sprintf("%s has %d anchors of this key file, and %d that are none of it", file, len(found), bad))
		}
		all = append(all, found...)
	}
	return all, complaints, nil
}

// tell says what a verification found.
func tell(out io.Writer, report audit.Report, complaints []string) error {
	for _, finding := range report.Findings {
		fmt.Fprintln(out, finding)
	}
	for _, complaint := range complaints {
		fmt.Fprintln(out, complaint)
	}
	if ill := len(report.Findings) + len(complaints); ill > 0 {
		return fmt.Errorf("the audit trail is not proven, for the %d reasons above: leave the database and the anchor files as they are, and call whoever answers for data protection", ill)
	}
	if report.Size == 0 {
		_, err := fmt.Fprintln(out, "The audit trail is empty.")
		return err
	}
	_, err := fmt.Fprintf(out, "The audit trail is whole.\nentries  %d, the last of %s\nroot     %x\nanchors  %d agree\n",
		report.Size, report.Last.Format(time.RFC3339), report.Root, report.Anchors)
	return err
}
