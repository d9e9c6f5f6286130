package sql_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"alo116/sql"
	"alo116/sql/paperwork"
	"alo116/sql/sqltest"
)

// paper is a document that says a thing, and is so large.
func paper(says string, size int) []byte {
	text := []byte("%PDF-1.7\n" + says)
	return append(text, bytes.Repeat([]byte{' '}, size-len(text))...)
}

func (o *office) filed(name string, content []byte) sql.Document {
	o.t.Helper()
	d, err := o.store.Documents().Add(o.t.Context(), o.home.ID, name, o.mira.ID, bytes.NewReader(content))
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

func (o *office) content(d sql.Document) []byte {
	o.t.Helper()
	var out bytes.Buffer
	if err := o.store.Documents().Read(o.t.Context(), d, o.mira.ID, "", "", &out); err != nil {
		o.t.Fatal(err)
	}
	return out.Bytes()
}

// However large it is, and wherever its parts are cut, a document comes back as it was.
func TestADocumentComesBackAsItWas(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	const part = 256 << 10
	for _, size := range []int{40, part - 1, part, part + 1, 3 * part, paperwork.Most} {
		content := paper("the canary's own words", size)
		d := o.filed("letër.pdf", content)
		if d.Size != size || d.Kind != "pdf" || d.Name != "letër.pdf" || d.ByName != o.mira.Name || d.At.IsZero() {
			t.Errorf("kept is %+v", d)
		}
		head, err := o.store.Documents().Head(t.Context(), d.ID)
		if err != nil || head.Name != d.Name || !bytes.Equal(o.content(head), content) {
			t.Errorf("of %d bytes, %+v comes back, %v", size, head, err)
		}
	}
	if n := count(t, o.store, `SELECT count(*) FROM document_part WHERE position('canary'::bytea IN sealed) > 0`); n != 0 {
		t.Error("what it says lies there readable")
	}
	if n := count(t, o.store, `SELECT count(*) FROM document WHERE document::text LIKE '%let%r.pdf%'`); n != 0 {
		t.Error("what it is called lies there readable")
	}
}

func TestADocumentLeavesItsTraces(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	d := o.filed("a.pdf", paper("x", 50))
	o.content(d)
	if err := o.store.Documents().Remove(t.Context(), d, o.mira.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.store.Documents().Remove(t.Context(), d, o.mira.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if told := story(t, o.store, o.home.ID); !strings.HasSuffix(told, "document, document_removed") {
		t.Errorf("the timeline tells %s", told)
	}
	for _, action := range []string{"case.document_added", "case.document_opened", "case.document_removed"} {
		if n := count(t, o.store, `SELECT count(*) FROM audit WHERE action = $1 AND object = $2`, action, "case:"+o.home.ID); n != 1 {
			t.Errorf("the audit trail tells %d times of %s", n, action)
		}
	}
	if all, err := o.store.Documents().Of(t.Context(), o.home.ID); err != nil || len(all) != 0 || count(t, o.store, `SELECT count(*) FROM document_part`) != 0 {
		t.Errorf("left is %+v, %v", all, err)
	}
	for _, nobody := range []string{"17", "00000000-0000-4000-8000-000000000000"} {
		if _, err := o.store.Documents().Head(t.Context(), nobody); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("no document: %v", err)
		}
	}
}

// What is no document, is too large or breaks off on the way leaves nothing; what a killed service left goes within the hour.
func TestWhatIsNoDocumentLeavesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	documents := o.store.Documents()
	broken := errors.New("the connection was lost")
	for name, of := range map[string]struct {
		from io.Reader
		want error
	}{
		"a page":       {strings.NewReader("<html><script>x</script>"), paperwork.ErrKind},
		"a program":    {strings.NewReader("MZ\x90\x00"), paperwork.ErrKind},
		"nothing":      {strings.NewReader(""), paperwork.ErrSize},
		"too large":    {bytes.NewReader(paper("x", paperwork.Most+1)), paperwork.ErrSize},
		"broken":       {io.MultiReader(bytes.NewReader(paper("x", 600<<10)), iotest.ErrReader(broken)), broken},
		"cut":          {io.MultiReader(bytes.NewReader(paper("x", 300<<10)), iotest.ErrReader(io.ErrUnexpectedEOF)), io.ErrUnexpectedEOF},
		"broken early": {iotest.ErrReader(broken), broken},
		"broken whole": {io.MultiReader(bytes.NewReader(paper("x", 256<<10)), iotest.ErrReader(broken)), broken},
	} {
		if _, err := documents.Add(t.Context(), o.home.ID, "x", o.mira.ID, of.from); !errors.Is(err, of.want) {
			t.Errorf("%s: %v", name, err)
		}
		if n := count(t, o.store, `SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM document_part)`); n != 0 {
			t.Errorf("%s leaves %d rows", name, n)
		}
	}
	if err := o.store.Exec(t.Context(), `INSERT INTO document (id, child_case, sealed, made_at, made_by) VALUES (gen_random_uuid(), $1::text::uuid, 'x', now() - interval '2 hours', $2::text::uuid)`,
		o.home.ID, string(o.mira.ID)); err != nil {
		t.Fatal(err)
	}
	if all, err := documents.Of(t.Context(), o.home.ID); err != nil || len(all) != 0 {
		t.Errorf("half a document is listed: %+v, %v", all, err)
	}
	o.filed("a.pdf", paper("x", 50))
	if n := count(t, o.store, `SELECT count(*) FROM document`); n != 1 {
		t.Errorf("there are %d", n)
	}
}

// A part that was taken away, changed or brought from elsewhere does not open, and none is missing unnoticed.
func TestADocumentThatWasTamperedWithDoesNotOpen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	for name, change := range map[string]string{
		"cut short":    `DELETE FROM document_part WHERE n = 2 AND document = $1::text::uuid`,
		"said shorter": `UPDATE document SET size = 256 * 1024 * 2 WHERE id = $1::text::uuid`,
		"exchanged":    `UPDATE document_part AS a SET sealed = b.sealed FROM document_part AS b WHERE a.document = $1::text::uuid AND b.document = a.document AND a.n = 0 AND b.n = 1`,
	} {
		d := o.filed("a.pdf", paper("x", 600<<10))
		if err := o.store.Exec(t.Context(), change, d.ID); err != nil {
			t.Fatal(err)
		}
		if name == "said shorter" {
			d.Size = 512 << 10
		}
		if err := o.store.Documents().Read(t.Context(), d, o.mira.ID, "", "", io.Discard); err == nil {
			t.Errorf("%s, it opens", name)
		}
	}
}

func TestDocumentsGoWithTheirCaseAndAreToldToTheirSubject(t *testing.T) {
	t.Parallel()
	keys, _ := ringed(t)
	o := newOffice(t, open(t, sqltest.URL(t), keys))
	content := paper("the canary's own words", 300<<10)
	d := o.filed("letër.pdf", content)
	told, err := o.store.ExportSubject(t.Context(), sql.Whom{Cases: []string{o.home.Code}}, "sq", "subject_request")
	if err != nil || len(told.Cases) != 1 || len(told.Cases[0].Papers) != 1 {
		t.Fatalf("%+v, %v", told, err)
	}
	if p := told.Cases[0].Papers[0]; p.Name != "letër.pdf" || !bytes.Equal(p.Content, content) {
		t.Errorf("told is %s of %d bytes", p.Name, len(p.Content))
	}
	if err := o.store.Cases().Forget(t.Context(), o.home.ID, "subject_request"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, o.store, `SELECT (SELECT count(*) FROM document) + (SELECT count(*) FROM document_part)`); n != 0 {
		t.Errorf("%d rows outlive their case", n)
	}
	if err := o.store.Documents().Read(t.Context(), d, o.mira.ID, "", "", io.Discard); err == nil {
		t.Error("it still opens")
	}
	if _, err := o.store.Documents().Add(t.Context(), o.home.ID, "x", o.mira.ID, bytes.NewReader(content)); !errors.Is(err, sql.ErrForgotten) {
		t.Errorf("a document of what is forgotten: %v", err)
	}
}

func TestACaseHasRoomForSoManyDocuments(t *testing.T) {
	t.Parallel()
	o := newOffice(t, fresh(t))
	if err := o.store.Exec(t.Context(), `INSERT INTO document (id, child_case, kind, size, sealed, made_by, whole_at)
		SELECT gen_random_uuid(), $1::text::uuid, 'txt', 1, 'x', $2::text::uuid, now() FROM generate_series(1, $3::int)`, o.home.ID, string(o.mira.ID), sql.MostDocuments); err != nil {
		t.Fatal(err)
	}
	if _, err := o.store.Documents().Add(t.Context(), o.home.ID, "x", o.mira.ID, strings.NewReader("x")); !errors.Is(err, sql.ErrManyDocuments) {
		t.Errorf("one more: %v", err)
	}
}
