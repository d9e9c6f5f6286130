package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/paperwork"
	"alo116/web/scan"
)

// uploadTime is how long a document may be on its way.
const uploadTime = 5 * time.Minute

// documentBody is what a page is told of a document: everything but what is in it.
type documentBody struct {
	ID   string        `json:"id"`
	Kind string        `json:"kind"`
	Name string        `json:"name"`
	Size int           `json:"size"`
	At   int64         `json:"at"`
	By   queue.AgentID `json:"by"`
	Who  string        `json:"who"`
	// Locked is since when nobody may open it, for it is known as evil by now; 0: it may be opened.
	Locked int64 `json:"locked"`
}

// documentsBody are the documents of a case, and what who asks may do: add, remove.
type documentsBody struct {
	All  []documentBody `json:"all"`
	May  []string       `json:"may"`
	Most int            `json:"most"` // bytes of one
}

func documentOf(d sql.Document) documentBody {
	return documentBody{d.ID, d.Kind, d.Name, d.Size, milli(d.At), d.By, d.ByName, milli(d.LockedAt)}
}

// documentsOf lists the documents of a case for who reads it.
func (s *Site) documentsOf(ctx context.Context, who session, c sql.Case) (documentsBody, error) {
	body := documentsBody{[]documentBody{}, []string{}, paperwork.Most}
	if c.Forgotten || who.over(roles.Read, roles.Document, c) < roles.ForReason {
		return body, nil
	}
	for name, do := range map[string]roles.Action{"add": roles.Add, "remove": roles.Change} {
		if who.over(do, roles.Document, c) == roles.Yes {
			body.May = append(body.May, name)
		}
	}
	all, err := s.cfg.Staff.Documents().Of(ctx, c.ID)
	for _, d := range all {
		body.All = append(body.All, documentOf(d))
	}
	return body, err
}

// addDocument keeps what is sent as a document of a case. Its name comes in a header: an address is kept in logs and histories.
func (s *Site) addDocument(w http.ResponseWriter, r *http.Request) error {
	c, err := s.caseAt(r)
	if err != nil {
		return err
	}
	who := asker(r)
	if who.over(roles.Add, roles.Document, c) != roles.Yes {
		return errNotAllowed
	}
	name, err := url.PathUnescape(r.Header.Get("X-Document-Name"))
	if err != nil || r.Header.Get("Content-Type") != "application/octet-stream" {
		return errBadRequest
	}
	if r.ContentLength > paperwork.Most {
		return errDocumentSize
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // longer than other bodies have
	defer bodyRead(w)
	d, err := s.takeDocument(r.Context(), c.ID, name, who.person.ID, http.MaxBytesReader(w, r.Body, paperwork.Most+1))
	if err != nil {
		return documentProblem(err)
	}
	reply(w, http.StatusCreated, documentOf(d))
	return nil
}

// takeDocument keeps what the scanner, if the house has one, finds nothing in. It looks on while the parts are sealed: a bad end drops them.
func (s *Site) takeDocument(ctx context.Context, id, name string, by queue.AgentID, from io.Reader) (sql.Document, error) {
	if s.cfg.Scanner != nil {
		look, err := s.cfg.Scanner.Look(ctx, from)
		if err != nil {
			s.cfg.Log.Warn().Err(err).Msg("a document was not looked at, and not kept")
			return sql.Document{}, err
		}
		defer look.Close()
		from = look
	}
	d, err := s.cfg.Staff.Documents().Add(ctx, id, name, by, from)
	if errors.Is(err, scan.ErrFound) || errors.Is(err, scan.ErrAway) {
		s.cfg.Log.Warn().Err(err).Msg("a document was not kept")
	}
	if errors.Is(err, scan.ErrFound) {
		err = errors.Join(err, s.cfg.Staff.Documents().Refused(ctx, id, by))
	}
	return d, err
}

// openDocument gives a document to be kept, once the audit trail tells what for. No browser shows it of itself.
func (s *Site) openDocument(w http.ResponseWriter, r *http.Request) error {
	var why reasonBody
	if err := readJSON(w, r, &why); err != nil {
		return err
	}
	d, c, err := s.documentAt(r)
	if err != nil {
		return err
	}
	who := asker(r)
	if _, err := s.judge(r, &why, who.over(roles.Read, roles.Document, c)); err != nil {
		return err
	}
	out := &attachment{w: w, of: d}
	err = s.cfg.Staff.Documents().Read(r.Context(), d, who.person.ID, why.Purpose, why.Words, out)
	if err != nil && out.begun {
		panic(http.ErrAbortHandler) // the answer is half sent: it must not look whole
	}
	return documentProblem(err)
}

// removeDocument takes a document from its case, for good.
func (s *Site) removeDocument(w http.ResponseWriter, r *http.Request) error {
	d, c, err := s.documentAt(r)
	if err != nil {
		return err
	}
	who := asker(r)
	if who.over(roles.Change, roles.Document, c) != roles.Yes {
		return errNotAllowed
	}
	if err := s.cfg.Staff.Documents().Remove(r.Context(), d, who.person.ID); err != nil {
		return documentProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// documentAt finds the document that the address names, and its case.
func (s *Site) documentAt(r *http.Request) (d sql.Document, c sql.Case, err error) {
	if d, err = s.cfg.Staff.Documents().Head(r.Context(), r.PathValue("id")); err == nil {
		c, err = s.cfg.Staff.Cases().Head(r.Context(), d.Case)
	}
	return d, c, documentProblem(err)
}

// attachment is an answer that is a document. It begins with the first bytes: until then it may still be refused.
type attachment struct {
	w     http.ResponseWriter
	of    sql.Document
	begun bool
}

// Write implements io.Writer.
func (a *attachment) Write(part []byte) (int, error) {
	if !a.begun {
		a.begun = true
		h := a.w.Header()
		h.Set("Content-Type", paperwork.Mime(a.of.Kind))
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.of.Name}))
		h.Set("Content-Length", strconv.Itoa(a.of.Size))
	}
	return a.w.Write(part)
}

var _ io.Writer = (*attachment)(nil)

// documentProblem gives what the store says of a document our own words.
func documentProblem(err error) error {
	for of, problem := range map[error]error{paperwork.ErrKind: errDocumentKind, paperwork.ErrSize: errDocumentSize, sql.ErrManyDocuments: errManyDocuments,
		scan.ErrFound: errDocumentEvil, sql.ErrDocumentLocked: errDocumentLocked, scan.ErrAway: errScannerAway} {
		if errors.Is(err, of) {
			return problem
		}
	}
	return caseProblem(err)
}
