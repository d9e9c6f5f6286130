package sql_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"alo116/sql"
)

// knows is a scanner that knows these words as evil, and counts what it looked at.
func knows(words string, looked *int) sql.Scanner {
	return func(_ context.Context, from io.Reader) (bool, error) {
		*looked++
		all, err := io.ReadAll(from)
		return words != "" && bytes.Contains(all, []byte(words)), err
	}
}

// TestADocumentThatTurnsOutEvilIsLocked once the scanner knows more, and the supervisors are told. The others stay as they are, and are looked at once for
// each of its signatures.
func TestADocumentThatTurnsOutEvilIsLocked(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	documents := o.store.Documents()
	evil, good := o.filed("evil.pdf", paper("canary-evil", 700<<10)), o.filed("good.pdf", paper("good", 700<<10))
	for _, c := range []struct {
		signatures, words string
		looked, locked    int
	}{{"ClamAV 1/1", "", 2, 0}, {"ClamAV 1/1", "canary-evil", 0, 0}, {"ClamAV 1/2", "canary-evil", 2, 1}, {"ClamAV 1/2", "good", 0, 0}, {"ClamAV 1/3", "canary-evil", 1, 0}} {
		looked := 0
		if locked, err := documents.LookAgain(t.Context(), c.signatures, knows(c.words, &looked)); err != nil || locked != c.locked || looked != c.looked {
			t.Errorf("%+v: looked at %d, locked %d, %v", c, looked, locked, err)
		}
	}
	evil, err := documents.Head(t.Context(), evil.ID)
	if err != nil || evil.LockedAt.IsZero() {
		t.Errorf("it is not locked: %+v, %v", evil, err)
	}
	var out bytes.Buffer
	if err := documents.Read(t.Context(), evil, o.mira.ID, "", "", &out); !errors.Is(err, sql.ErrDocumentLocked) || out.Len() > 0 {
		t.Errorf("it is opened: %d bytes, %v", out.Len(), err)
	}
	if good, err = documents.Head(t.Context(), good.ID); err != nil || !good.LockedAt.IsZero() || len(o.content(good)) != 700<<10 {
		t.Errorf("the other: %+v, %v", good, err)
	}
	alerts, err := o.store.Alerts(t.Context())
	if err != nil || len(alerts) != 1 || alerts[0].Action != "case.document_locked" || alerts[0].Object != "case:"+o.home.ID || alerts[0].Actor != "" {
		t.Errorf("the supervisors are told %+v, %v", alerts, err)
	}
	if err := o.store.CloseAlert(t.Context(), alerts[0].Entry, o.mira.ID); err != nil {
		t.Errorf("looked at: %v", err)
	}
	if n := count(t, o.store, `SELECT count(*) FROM audit WHERE action = 'case.document_opened' AND at > now() - interval '1 hour' AND actor IS NULL`); n != 0 {
		t.Errorf("the trail says %d times that nobody opened one", n)
	}
	if err := documents.Remove(t.Context(), evil, o.mira.ID); err != nil {
		t.Errorf("it cannot be removed: %v", err)
	}
}

// TestWhatCouldNotBeLookedAtIsLookedAtAgain: a scanner that goes away has found nothing clean, and a document that does not open hinders no other.
func TestWhatCouldNotBeLookedAtIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	documents := o.store.Documents()
	broken := o.filed("broken.pdf", paper("x", 300<<10))
	for range 3 {
		o.filed("evil.pdf", paper("canary-evil", 300<<10))
	}
	if err := o.store.Exec(t.Context(), `DELETE FROM document_part WHERE document = $1::text::uuid AND n = 1`, broken.ID); err != nil {
		t.Fatal(err)
	}
	away := errors.New("the scanner went away")
	if locked, err := documents.LookAgain(t.Context(), "ClamAV 1/1", func(context.Context, io.Reader) (bool, error) { return false, away }); locked != 0 || !errors.Is(err, away) {
		t.Errorf("locked %d, %v", locked, err)
	}
	looked := 0
	if locked, err := documents.LookAgain(t.Context(), "ClamAV 1/1", knows("canary-evil", &looked)); locked != 3 || looked != 4 || !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("looked at %d, locked %d, %v", looked, locked, err)
	}
}

func TestALockedDocumentIsToldToItsSubjectWithoutItsContent(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := sad(t, p.store, p.mira, p.contact("116111", "child_self", "a canary", "+355 69 000 0012", 9).ID)
	for _, says := range []string{"canary-evil", "good"} {
		if _, err := p.store.Documents().Add(t.Context(), c.ID, says+".pdf", p.mira.ID, bytes.NewReader(paper(says, 50))); err != nil {
			t.Fatal(err)
		}
	}
	looked := 0
	if locked, err := p.store.Documents().LookAgain(t.Context(), "ClamAV 1/1", knows("canary-evil", &looked)); err != nil || locked != 1 {
		t.Fatalf("locked %d, %v", locked, err)
	}
	told, err := p.store.ExportSubject(t.Context(), sql.Whom{Number: "069 000 0012"}, "en", "subject_request")
	if err != nil || len(told.Cases) != 1 || len(told.Cases[0].Papers) != 2 {
		t.Fatalf("told is %+v, %v", told, err)
	}
	for _, d := range told.Cases[0].Papers {
		if evil := d.Name == "canary-evil.pdf"; d.Locked != evil || (len(d.Content) == 0) != evil {
			t.Errorf("%s is locked: %v, with %d bytes", d.Name, d.Locked, len(d.Content))
		}
	}
}
