package sql

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"alo116/queue"
)

// Whom names a data subject: contacts and cases that are about them, or the number they called from.
type Whom struct {
	Contacts []string
	Cases    []string // codes or ids
	Number   string   // in any notation; empty if they are named by contacts or cases
	// ForStaff: it is not the subject who asks. What has a door of its own stays behind it: the number, and notes for the next talk.
	ForStaff bool
}

// Subject is everything that is kept about one person who called.
type Subject struct {
	Made     time.Time        `json:"made_at"`
	Lang     string           `json:"language"`
	Contacts []SubjectContact `json:"contacts"`
	Calls    []SubjectCall    `json:"calls"`
	Cases    []SubjectCase    `json:"cases"`
	Shared   []string         `json:"shared_cases"` // codes of cases that contacts of theirs belong to, and of others: a person must look
}

// SubjectContact is what was written about a call.
type SubjectContact struct {
	ID          string         `json:"id"`
	Call        queue.CallID   `json:"call"`
	Line        queue.LineID   `json:"line,omitempty"`
	Opened      time.Time      `json:"opened_at"`
	Closed      bool           `json:"closed"`
	Form        string         `json:"form"`
	Number      string         `json:"number,omitempty"`
	Fields      []SubjectField `json:"fields"`
	Notes       []SubjectNote  `json:"notes"`
	Changes     int            `json:"changes_kept"` // steps in which the fields were filled in
	Seen        []SubjectSeen  `json:"seen"`         // what staff did with it that is in the audit trail
	Erased      bool           `json:"erased"`       // what was personal in it is gone
	AboutOthers bool           `json:"may_be_about_others"`
}

// SubjectField is one answer in the form.
type SubjectField struct {
	Key   string          `json:"key"`
	Label string          `json:"label"`
	Text  string          `json:"text"` // the value as people read it
	Value json.RawMessage `json:"value"`
	// AboutOthers: words or people in it may be about somebody else, whose rights a person must weigh before it is handed out.
	AboutOthers bool `json:"may_be_about_others"`
}

// SubjectNote is what was left at a contact for whoever talks with its caller next.
type SubjectNote struct {
	Kind  string    `json:"kind"`
	Words string    `json:"words"`
	Made  time.Time `json:"made_at"`
	Until time.Time `json:"until"`
}

// SubjectSeen is one act of the audit trail about a contact. Who it was is not the subject's to know.
type SubjectSeen struct {
	At      time.Time `json:"at"`
	Action  string    `json:"action"`
	Purpose string    `json:"purpose,omitempty"`
}

// SubjectCall is one visit to a line.
type SubjectCall struct {
	ID        queue.CallID    `json:"id"`
	Line      queue.LineID    `json:"line,omitempty"`
	Choice    string          `json:"choice,omitempty"` // in the line's menu
	Arrived   time.Time       `json:"arrived_at"`
	Ended     time.Time       `json:"ended_at,omitzero"`
	WaitedS   int             `json:"waited_s"`
	TalkedS   int             `json:"talked_s"`
	EndReason queue.EndReason `json:"end_reason,omitempty"`
	EndedBy   queue.Party     `json:"ended_by,omitempty"`
	Known     bool            `json:"caller_is_recognised"` // by a keyed hash of the number
	Steps     []SubjectStep   `json:"steps"`
}

// SubjectStep is one line of a call's journal.
type SubjectStep struct {
	At   time.Time  `json:"at"`
	Kind queue.Kind `json:"kind"`
}

const selectContactsByID = `-- name: selectContactsByID
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE contact.id = ANY ($1::uuid[]) ORDER BY contact.opened_at, contact.id`

const selectCallsByID = `-- name: selectCallsByID
SELECT ` + callColumns + ` FROM call WHERE id = ANY ($1::text[]) ORDER BY arrived_at, id`

const selectSubjectRest = `-- name: selectSubjectRest
SELECT forgotten_at IS NOT NULL, (SELECT count(*) FROM contact_change WHERE contact = contact.id) FROM contact WHERE id = $1`

// subjectMost bounds what is searched for one number: more calls than anybody makes in years.
const subjectMost = 100_000

// kept is what is kept about a subject, not opened. Shared are the codes of cases that they are in with others; keys recognise their number,
// if they are named by it.
type kept struct {
	keys     [][]byte
	contacts []row
	calls    []Call
	cases    []caseRow
	shared   []string
}

// objects are how all of it is called in the audit trail; a call only if no contact is about it.
func (k kept) objects() (objects []string) {
	written := map[queue.CallID]bool{}
	for _, c := range k.contacts {
		objects = append(objects, contactObject(c.ID))
		written[c.Call] = true
	}
	for _, call := range k.calls {
		if !written[call.ID] {
			objects = append(objects, "call:"+string(call.ID))
		}
	}
	for _, c := range k.cases {
		objects = append(objects, caseObject(c.ID))
	}
	return objects
}

// find gives what is kept about a subject.
func (s *Store) find(ctx context.Context, whom Whom) (k kept, err error) {
	if whom.Number != "" {
		k, err = s.findByNumber(ctx, whom.Number)
	} else {
		k.contacts, k.calls, err = s.findByContacts(ctx, whom)
	}
	if err == nil {
		k.cases, k.shared, err = s.findCases(ctx, k.contacts, whom.Cases)
	}
	return k, err
}

func (s *Store) findByContacts(ctx context.Context, whom Whom) (contacts []row, calls []Call, err error) {
	for _, id := range whom.Contacts {
		if uuid.Validate(id) != nil {
			return nil, nil, fmt.Errorf("%q is not the id of a contact: %w", id, ErrNotFound)
		}
	}
	rows, _ := s.pool.Query(ctx, selectContactsByID, whom.Contacts)
	if contacts, err = pgx.CollectRows(rows, scanContact); err != nil {
		return nil, nil, err
	}
	found := map[string]bool{}
	for _, c := range contacts {
		found[c.ID] = true
	}
	for _, id := range whom.Contacts {
		if !found[uuid.MustParse(id).String()] {
			return nil, nil, fmt.Errorf("there is no contact %s: %w", id, ErrNotFound)
		}
	}
	calls, err = s.callsOf(ctx, contacts)
	return contacts, calls, err
}

// ExportSubject gathers everything that is kept about somebody, with labels in that language, and writes down for what purpose.
// ErrNotFound if a contact is not there; of an unknown number it is empty.
func (s *Store) ExportSubject(ctx context.Context, whom Whom, lang, purpose string) (Subject, error) {
	subject, err := s.exportSubject(ctx, whom, lang, purpose)
	if err != nil {
		return Subject{}, fmt.Errorf("export what is kept about somebody: %w", err)
	}
	return subject, nil
}

func (s *Store) exportSubject(ctx context.Context, whom Whom, lang, purpose string) (Subject, error) {
	k, err := s.find(ctx, whom)
	if err != nil {
		return Subject{}, err
	}
	// The acts come first: if they cannot be written, nothing is read.
	if err := s.auditSubject(ctx, "subject.exported", purpose, k); err != nil {
		return Subject{}, err
	}
	subject := Subject{Made: time.Now().UTC(), Lang: lang, Contacts: []SubjectContact{}, Calls: []SubjectCall{}, Cases: []SubjectCase{}, Shared: k.shared}
	for i := range k.contacts {
		c, err := s.subjectContact(ctx, &k.contacts[i], lang, whom.ForStaff)
		if err != nil {
			return Subject{}, err
		}
		subject.Contacts = append(subject.Contacts, c)
	}
	for _, call := range k.calls {
		c, err := s.subjectCall(ctx, call)
		if err != nil {
			return Subject{}, err
		}
		subject.Calls = append(subject.Calls, c)
	}
	for i := range k.cases {
		c, err := s.subjectCase(ctx, &k.cases[i], lang)
		if err != nil {
			return Subject{}, err
		}
		subject.Cases = append(subject.Cases, c)
	}
	return subject, nil
}

// auditSubject writes one act for each thing that is kept; one without an object if there is nothing.
func (s *Store) auditSubject(ctx context.Context, action, purpose string, k kept) error {
	return s.in(ctx, func(tx pgx.Tx) error { return s.auditedSubject(ctx, tx, action, purpose, k) })
}

func (s *Store) auditedSubject(ctx context.Context, tx pgx.Tx, action, purpose string, k kept) error {
	objects := k.objects()
	if len(objects) == 0 {
		objects = []string{""}
	}
	for _, object := range objects {
		if err := s.audited(ctx, tx, Act{Action: action, Object: object, Purpose: purpose}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) subjectContact(ctx context.Context, c *row, lang string, forStaff bool) (found SubjectContact, err error) {
	if err := s.Contacts().open(ctx, c); err != nil {
		return found, err
	}
	found = SubjectContact{ID: c.ID, Call: c.Call, Line: c.Line, Opened: c.OpenedAt, Closed: c.Closed, Form: c.Version, Fields: labelled(c.Version, c.Values, lang)}
	if err := s.pool.QueryRow(ctx, selectSubjectRest, c.ID).Scan(&found.Erased, &found.Changes); err != nil {
		return found, err
	}
	for _, f := range found.Fields {
		found.AboutOthers = found.AboutOthers || f.AboutOthers
	}
	if !forStaff {
		err = s.subjectCaller(ctx, &found)
	}
	if err == nil {
		found.Seen, err = s.seen(ctx, contactObject(c.ID))
	}
	return found, err
}

// subjectCaller adds the number, and what was left for whoever talks with them next.
func (s *Store) subjectCaller(ctx context.Context, found *SubjectContact) (err error) {
	if found.Number, err = s.Contacts().Number(ctx, found.ID); err != nil && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrForgotten) {
		return err
	}
	found.Notes, err = s.subjectNotes(ctx, found.ID)
	found.AboutOthers = found.AboutOthers || len(found.Notes) > 0
	return err
}

func (s *Store) subjectNotes(ctx context.Context, contact string) ([]SubjectNote, error) {
	notes, err := s.Contacts().openApproaches(ctx, selectContactApproaches, contact)
	found := make([]SubjectNote, len(notes))
	for i, n := range notes {
		found[i] = SubjectNote{n.Kind, n.Words, n.Made, n.Until}
	}
	return found, err
}

// seen lists what is in the audit trail about something, the oldest first.
func (s *Store) seen(ctx context.Context, object string) (acts []SubjectSeen, err error) {
	filter := AuditFilter{Object: object, Limit: 1000}
	for more := true; more; more = filter.Before > 0 {
		page, err := s.AuditEntries(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			acts = append([]SubjectSeen{{e.At, e.Action, e.Purpose}}, acts...)
		}
		filter.Before = page.Before
	}
	return acts, nil
}

func (s *Store) subjectCall(ctx context.Context, c Call) (SubjectCall, error) {
	found := SubjectCall{ID: c.ID, Line: c.Line, Choice: c.Choice, Arrived: c.Arrived, Ended: c.Ended, WaitedS: int(c.Waited.Seconds()), TalkedS: int(c.Talked.Seconds()),
		EndReason: c.EndReason, EndedBy: c.EndedBy, Known: c.CallerKey != ""}
	events, err := s.Events(ctx, c.ID)
	for _, e := range events {
		found.Steps = append(found.Steps, SubjectStep{e.At, e.Kind})
	}
	return found, err
}
