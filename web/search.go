package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// Limits of one search.
const (
	maxSearchText = 200
	minSearchWord = 3 // so that one search does not find every contact
	maxSearchSpan = 366 * 24 * time.Hour
	maxFound      = 50
)

// searchBody says what to look for and what for. It comes as a body: the address of a request is kept in logs and histories.
type searchBody struct {
	reasonBody
	Text   string `json:"text"`
	Number string `json:"number"`
	Kind   string `json:"kind"`
	From   int64  `json:"from"`
	Before int64  `json:"before"`
	After  place  `json:"after"`
}

// place is where an earlier answer left off.
type place struct {
	At time.Time `json:"at,omitzero"`
	ID string    `json:"id,omitempty"`
}

// foundBody is one contact that was found: what it is called, and no word of it. Opening it has a door of its own.
type foundBody struct {
	ID     string          `json:"id"`
	Line   queue.LineID    `json:"line"`
	Choice string          `json:"choice,omitempty"` // of the caller, in the line's menu, by its code
	Agent  queue.AgentID   `json:"agent"`
	Name   string          `json:"name"`
	Opened int64           `json:"opened"`
	Closed bool            `json:"closed"`
	Form   string          `json:"form"`
	Kind   json.RawMessage `json:"kind,omitempty"`
	// Channel is how it came, if it was entered afterwards.
	Channel json.RawMessage `json:"channel,omitempty"`
}

type foundAllBody struct {
	Contacts []foundBody `json:"contacts"`
	Seen     int         `json:"seen"`
	More     *place      `json:"more,omitempty"` // for the next search
}

// searchContacts looks into the contacts of those whom the table of the roles names, in the fields that the form shows to who asks. The
// audit trail tells that they searched, and what for, before they are told anything. For what, it does not: that may be a child's name.
func (s *Site) searchContacts(w http.ResponseWriter, r *http.Request) error {
	var body searchBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	if body.reasonBody.Words = strings.TrimSpace(body.reasonBody.Words); !body.enough(roles.Could(who.person.Role, roles.Search, roles.Narrative)) {
		return errNoPurpose
	}
	q, err := s.query(body)
	if err != nil {
		return err
	}
	names, err := s.searchable(r.Context(), who, &q)
	if err != nil {
		return err
	}
	if !s.searching.TryLock() {
		return errSearchBusy // opening what is sealed keeps a processor busy, and the calls need them
	}
	defer s.searching.Unlock()
	answer, err := s.cfg.Staff.Contacts().SearchFor(r.Context(), q, who.person.ID, body.Purpose, body.reasonBody.Words)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, found(answer, names, q.Sees))
	return nil
}

// query is what somebody looks for, if it can be looked for.
func (s *Site) query(body searchBody) (sql.Query, error) {
	q := sql.Query{Words: body.Text, Kind: body.Kind, From: moment(body.From), Before: moment(body.Before), After: sql.Place(body.After), Most: maxFound}
	if q.Before.IsZero() {
		q.Before = s.now()
	}
	span := q.Before.Sub(q.From)
	if span <= 0 || span > maxSearchSpan || !searchWords(body.Text) || len(body.Kind) > 40 || len(body.Number) > 40 ||
		body.Text == "" && body.Number == "" && body.Kind == "" || body.After.ID != "" && uuid.Validate(body.After.ID) != nil {
		return q, errBadSearch
	}
	if body.Number != "" {
		if q.Caller = s.cfg.Staff.Recognise(body.Number); len(q.Caller) == 0 {
			return q, errBadSearch
		}
	}
	return q, nil
}

// searchWords tells whether a text is of words that are long enough; none is fine.
func searchWords(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(word) < minSearchWord {
			return false
		}
	}
	return len(text) <= maxSearchText && (text == "" || strings.TrimSpace(text) != "")
}

// searchable bounds a search to the contacts and the fields that are open to somebody, and gives the names of whose they are.
func (s *Site) searchable(ctx context.Context, who session, q *sql.Query) (names map[queue.AgentID]string, err error) {
	people, err := s.cfg.Staff.ListPeople(ctx)
	if err != nil {
		return nil, err
	}
	names = map[queue.AgentID]string{}
	for _, p := range people {
		if who.verdict(roles.Search, roles.Narrative, sql.ContactOwner{Agent: p.ID, Team: p.Team, Since: s.now()}) >= roles.ForReason {
			q.Agents, names[p.ID] = append(q.Agents, p.ID), p.Name
		}
	}
	q.Sees = func(c form.Contact) map[string]json.RawMessage {
		return form.Seen(c, who.person.Role, c.Agent == who.person.ID)
	}
	return names, nil
}

func found(answer sql.Answer, names map[queue.AgentID]string, sees func(form.Contact) map[string]json.RawMessage) foundAllBody {
	body := foundAllBody{Contacts: []foundBody{}, Seen: answer.Seen}
	for _, c := range answer.Contacts {
		body.Contacts = append(body.Contacts, foundOne(c, names, sees(c)))
	}
	if answer.More.ID != "" {
		body.More = (*place)(&answer.More)
	}
	return body
}

// foundOne is what a list tells of a contact, out of what may be seen of it.
func foundOne(c form.Contact, names map[queue.AgentID]string, seen map[string]json.RawMessage) foundBody {
	return foundBody{c.ID, c.Line, c.Choice, c.Agent, names[c.Agent], milli(c.OpenedAt), c.Closed, c.Version, seen["call_type"], seen[form.ChannelField]}
}
