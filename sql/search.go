package sql

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"alo116/agent/form"
	"alo116/queue"
)

const searchContacts = `-- name: searchContacts
SELECT ` + contactColumns + ` FROM contact LEFT JOIN call ON call.id = contact.call
WHERE (contact.opened_at, contact.id) < ($1, $2::text::uuid) AND contact.opened_at >= $3 AND ($4 OR contact.agent::text = ANY ($5::text[]))
AND (contact.sealed <> '{}' OR $7) AND contact.forgotten_at IS NULL
AND ($8::bytea[] IS NULL OR call.caller_key = ANY ($8)) AND ($9 = '' OR contact.values ->> 'call_type' = $9)
ORDER BY contact.opened_at DESC, contact.id DESC LIMIT $6`

// Query says what to look for in what is sealed, and where. Nothing of it, and nothing that would help it, is ever stored: there
// is no index that could be stolen. Contacts are opened one after the other, in memory, the newest first.
type Query struct {
	// Words must all occur, each anywhere in the sealed texts of a contact, whatever the capitals and accents: "emira" finds "Ëmira".
	Words string
	// Kind is a code of call_type, and Caller the keys that recognise a number; empty, either fits every contact.
	Kind   string
	Caller [][]byte
	// Sees gives what of a contact may be looked into; nil is all of it.
	Sees func(form.Contact) map[string]json.RawMessage
	// From and Before bound when a contact was begun; a zero Before is now.
	From, Before time.Time
	// After goes on where an earlier answer left off.
	After Place
	// Agents are those whose contacts may be looked into; nobody's, if it is empty and Everybody is false.
	Agents    []queue.AgentID
	Everybody bool
	// Limit is how many contacts are looked into at most; 0 is 10,000. Time is how long; 0 is 5 s. Most is how many are found; 0 is all.
	Limit, Most int
	Time        time.Duration
}

// Place is a contact's place in time; zero is none.
type Place struct {
	At time.Time
	ID string
}

// Answer is what was found, the newest first.
type Answer struct {
	Contacts []form.Contact
	Seen     int   // how many were looked into
	More     Place // where to go on; zero if there is nothing more
}

// SearchFor is Search, for somebody who said what for. What was found is given only when the audit trail has it.
func (t Contacts) SearchFor(ctx context.Context, q Query, by queue.AgentID, purpose, words string) (Answer, error) {
	answer, err := t.Search(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	action := "contacts.searched"
	if q.Caller != nil {
		action = "contacts.searched_by_number"
	}
	if err := t.store.Audit(ctx, Act{Actor: by, Action: action, Object: "contacts", Purpose: purpose, Words: words}); err != nil {
		return Answer{}, fmt.Errorf("search contacts: %w", err)
	}
	return answer, nil
}

// Search looks for words in what is sealed. The asking person's role decides what Agents may be: that is for who calls it.
func (t Contacts) Search(ctx context.Context, q Query) (Answer, error) {
	words := strings.Fields(fold(q.Words))
	if len(words) == 0 && q.Kind == "" && q.Caller == nil {
		return Answer{}, nil
	}
	answer, err := t.search(ctx, q, words)
	if err != nil {
		return Answer{}, fmt.Errorf("search contacts: %w", err)
	}
	return answer, nil
}

func (t Contacts) search(ctx context.Context, q Query, words []string) (answer Answer, err error) {
	start, limit, until := q.start(), or(q.Limit, 10_000), time.Now().Add(or(q.Time, 5*time.Second))
	agents := make([]string, len(q.Agents))
	for i, a := range q.Agents {
		agents[i] = string(a)
	}
	rows, err := t.store.pool.Query(ctx, searchContacts, start.At, start.ID, q.From, q.Everybody, agents, limit+1,
		len(words) == 0, q.Caller, q.Kind)
	if err != nil {
		return answer, err
	}
	defer rows.Close()
	var last Place
	for rows.Next() {
		full := q.Most > 0 && len(answer.Contacts) == q.Most
		if answer.Seen == limit || full || (answer.Seen > 0 && time.Now().After(until)) {
			answer.More = last
			return answer, nil
		}
		c, err := scanContact(rows)
		if err == nil {
			err = t.open(ctx, &c)
		}
		if err != nil {
			return answer, err
		}
		answer.Seen++
		last = Place{c.OpenedAt, c.ID}
		if c.mentions(words, q.Sees) {
			answer.Contacts = append(answer.Contacts, c.Contact)
		}
	}
	return answer, rows.Err()
}

// start is the place before which the search begins.
func (q Query) start() Place {
	if q.After.ID != "" {
		return q.After
	}
	return Place{or(q.Before, time.Now().Add(time.Hour)), "ffffffff-ffff-ffff-ffff-ffffffffffff"}
}

// mentions tells whether all words occur in what was sealed and may be seen.
func (c *row) mentions(words []string, sees func(form.Contact) map[string]json.RawMessage) bool {
	values := c.Values
	if sees != nil {
		values = sees(c.Contact)
	}
	var text strings.Builder
	for field := range c.sealed {
		writeJSON(&text, values[field])
	}
	return allIn(text.String(), words)
}

// allIn tells whether all words, folded, occur in a text.
func allIn(text string, words []string) bool {
	folded := fold(text)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(folded, word) })
}

func writeJSON(text *strings.Builder, value json.RawMessage) {
	var read any
	if json.Unmarshal(value, &read) == nil {
		write(text, read)
	}
}

// write puts the texts of a JSON value one below the other.
func write(text *strings.Builder, value any) {
	switch v := value.(type) {
	case string:
		text.WriteString(v)
		text.WriteByte('\n')
	case []any:
		for _, item := range v {
			write(text, item)
		}
	case map[string]any:
		for _, item := range v {
			write(text, item)
		}
	}
}

// fold takes the capitals and accents off a text.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
