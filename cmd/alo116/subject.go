package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"alo116/sql"
)

// subjectCommand serves somebody who asks what is kept about them, or to be forgotten.
type subjectCommand struct {
	Export exportSubject `cmd:"" help:"Write all that is kept about somebody into two files."`
	Forget forgetSubject `cmd:"" help:"Erase somebody, here and in every backup."`
}

// subjectSettings name somebody, and why.
type subjectSettings struct {
	databaseSettings
	Contact []string `placeholder:"ID" help:"A contact that is about them; may be repeated."`
	Case    []string `placeholder:"CODE" help:"A case that is about them; may be repeated. Without it, a case goes with its contacts if they are all of the caller."`
	Number  string   `placeholder:"-" help:"Only \"-\": the number that they called from is the first line of the standard input."`
	Purpose string   `required:"" enum:"subject_request,guardian_request,court_order,authority_order,correction" help:"Why: ${enum}. It stands in the audit trail."`
}

const identify = `First make sure that it is they who ask: a violent parent asks too. A contact's id stands on the screen of whoever has it.
The number is never an argument, so that it stays out of the shell's history.`

// whom reads who it is about.
func (s subjectSettings) whom(term stdio) (sql.Whom, error) {
	switch {
	case s.Number == "" && len(s.Contact)+len(s.Case) == 0:
		return sql.Whom{}, errors.New("nobody is named: give --contact ID or --case CODE, or --number - and the number on the standard input")
	case s.Number != "" && len(s.Contact) > 0:
		return sql.Whom{}, errors.New("give either contacts or a number, not both")
	case s.Number == "":
		return sql.Whom{Contacts: s.Contact, Cases: s.Case}, nil
	case s.Number != "-":
		return sql.Whom{}, errors.New("the number is not to be an argument, which others on this machine can see: type --number - and the number on the standard input")
	}
	line, err := bufio.NewReader(term.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return sql.Whom{}, fmt.Errorf("read the number: %w", err)
	}
	if line = strings.TrimSpace(line); line == "" {
		return sql.Whom{}, errors.New("no number came: type it as the first line of the standard input")
	}
	return sql.Whom{Number: line, Cases: s.Case}, nil
}

type exportSubject struct {
	subjectSettings
	Lang string `default:"sq" help:"Language of the form's labels."`
	Out  string `required:"" placeholder:"NAME" help:"Makes NAME.json and NAME.txt, which only you can read."`
}

// Help is shown by 'alo116 subject export --help'.
func (exportSubject) Help() string {
	return identify + `
What may be about others is marked: a person must weigh their rights before it is handed out. Examples:

  alo116 subject export --contact 7d1f5c1e-0b6a-4c44-9d0e-6b5a3e1f2a10 --purpose subject_request --out request-12
  alo116 subject export --number - --purpose guardian_request --lang en --out request-13
  alo116 subject export --case R-2026-0017 --purpose court_order --out request-14`
}

// Run writes the files.
func (e *exportSubject) Run(ctx context.Context, term stdio) error {
	whom, err := e.whom(term)
	if err != nil {
		return err
	}
	return e.withStore(ctx, func(store *sql.Store) error {
		subject, err := store.ExportSubject(ctx, whom, e.Lang, e.Purpose)
		if err != nil {
			return err
		}
		sharedCases(term, subject.Shared)
		if len(subject.Contacts)+len(subject.Calls)+len(subject.Cases) == 0 {
			_, err = fmt.Fprintln(term.out, "Nothing is kept that can be told to be theirs. No file was made.")
			return err
		}
		text, err := json.MarshalIndent(subject, "", "  ")
		if err != nil {
			return err
		}
		if err := writePrivate(e.Out+".json", append(text, '\n')); err != nil {
			return err
		}
		if err := writePrivate(e.Out+".txt", readable(subject)); err != nil {
			return err
		}
		_, err = fmt.Fprintf(term.out, "Wrote %d contacts and %d calls, and %d cases, to %s.json and %s.txt. Hand them over safely, then delete them.\n",
			len(subject.Contacts), len(subject.Calls), len(subject.Cases), e.Out, e.Out)
		return err
	})
}

// writePrivate writes a new file that only its owner can read.
func writePrivate(file string, content []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s exists already and is left as it is: give another --out", file)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

type forgetSubject struct {
	subjectSettings
	Apply bool `help:"Do it. Without it, only what would go is told."`
}

// Help is shown by 'alo116 subject forget --help'.
func (forgetSubject) Help() string {
	return identify + `
What may not be erased, because a court or an authority needs it, is for the lawyer to say; what is held on its page stays. It cannot be undone: of a contact stays
that there was one, its times and its kind. The first example only tells what would go; with --apply, it goes:

  alo116 subject forget --contact 7d1f5c1e-0b6a-4c44-9d0e-6b5a3e1f2a10 --purpose subject_request
  alo116 subject forget --contact 7d1f5c1e-0b6a-4c44-9d0e-6b5a3e1f2a10 --purpose subject_request --apply
  alo116 subject forget --number - --purpose subject_request --apply`
}

// Run tells what would go, or lets it go.
func (f *forgetSubject) Run(ctx context.Context, term stdio) error {
	whom, err := f.whom(term)
	if err != nil {
		return err
	}
	if err := f.keyringSettings.validate(); err != nil {
		return err
	}
	return f.withStore(ctx, func(store *sql.Store) error {
		if f.Apply {
			gone, err := store.ForgetSubject(ctx, whom, f.Purpose)
			if errors.Is(err, sql.ErrHeld) {
				return fmt.Errorf("nothing went: %w. Whoever may hold it releases it first, on its page, if the law does not need it any more", err)
			}
			if err != nil {
				return fmt.Errorf("%w; run it again when that is mended", err)
			}
			halfway(term, gone.Halfway, "Finished")
			sharedCases(term, gone.Shared)
			_, err = fmt.Fprintf(term.out, "Forgotten: %d contacts, and the caller of %d calls, and %d cases. Files that were exported before are yours to delete.\n",
				len(gone.Contacts), gone.Calls, len(gone.Cases))
			return err
		}
		found, err := store.FindErasure(ctx, whom)
		if err != nil {
			return err
		}
		fmt.Fprintf(term.out, "Would be forgotten: %d contacts, and the caller of %d calls, and %d cases. Forgotten before: %d.\n",
			len(found.Contacts), found.Calls, len(found.Cases), found.Forgotten)
		halfway(term, found.Halfway, "Would be finished")
		for _, id := range found.Contacts {
			fmt.Fprintf(term.out, "  contact %s\n", id)
		}
		for _, code := range found.Cases {
			fmt.Fprintf(term.out, "  case %s\n", code)
		}
		sharedCases(term, found.Shared)
		for _, held := range found.Held {
			fmt.Fprintf(term.out, "Held: %s. Nothing goes before it is released.\n", held)
		}
		_, err = fmt.Fprintln(term.out, "Nothing went. To do it, type the same with --apply; it cannot be undone.")
		return err
	})
}

// sharedCases tells of cases that they are in with others, which no command decides about.
func sharedCases(term stdio, codes []string) {
	for _, code := range codes {
		fmt.Fprintf(term.out, "Left as it is: case %s, which has contacts of others too. If it is about them, name it with --case.\n", code)
	}
}

// halfway tells of contacts and cases that an erasure which was cut off left, whoever they were about.
func halfway(term stdio, things int, what string) {
	if things > 0 {
		fmt.Fprintf(term.out, "%s: the erasure of %d contacts or cases, of this or another person, that was cut off.\n", what, things)
	}
}
