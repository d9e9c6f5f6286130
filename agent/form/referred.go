package form

import (
	"encoding/json"
	"slices"
)

// Referred is a row of a contact's referrals: what was said during the talk of a referral that a case is to have. What the newest
// form does not know is left out of it.
type Referred struct {
	ID      string // of the row, which stays the same as long as it lives
	Kind    string // of body
	Entry   string // of the directory
	Grounds []string
	Method  string
	Shared  []string
	Consent string
	State   string // where it stands, as the form says
	Due     string // a day
	Told    string // whether the child was
	Reason  string // for going on without consent
	Asked   string // the supervisor who was consulted
	Without string // why none was

	Recipient, Reference, NextStep, Outcome string
}

// ReferralsOf lists the rows of a contact's referrals that say to whom, with their words if the contact is open.
func ReferralsOf(c Contact) (rows []Referred) {
	shown := shownIn(c)
	if !slices.Contains(shown, "referrals") {
		return nil
	}
	d, _ := Version(c.Version)
	said := map[string]Values{}
	for _, item := range items(c.Values["referral_words"]) {
		id, _ := itemID(item)
		said[id] = item
	}
	group := d.Field("referrals")
	for _, item := range items(c.Values["referrals"]) {
		in := scope{d, c.Values, group, item}
		if r, ok := in.referred(); ok {
			r.addWords(said[r.ID])
			r.addDecision(c, shown)
			rows = append(rows, r)
		}
	}
	return rows
}

// referred reads the codes of one row; not ok if it does not say to whom.
func (s scope) referred() (r Referred, ok bool) {
	r.ID, _ = itemID(s.item)
	r.Kind = s.code("agency")
	if _, known := Listed(AgencyKinds, r.Kind); !known || r.ID == "" {
		return r, false
	}
	r.Entry = one(s.part("entry"))
	r.Grounds, r.Shared = s.codes("grounds"), s.codes("shared")
	r.Method, r.Consent, r.Told = s.code("method"), s.code("consent"), s.code("feedback_to_child")
	r.State = s.code("state")
	var due struct {
		At string `json:"at"`
	}
	if json.Unmarshal(s.part("due_at"), &due) == nil && len(due.At) == len("2026-03-14") {
		r.Due = due.At
	}
	return r, true
}

// part gives the value of a part of the item, if it is on the screen.
func (s scope) part(key string) json.RawMessage {
	f := find(s.group.Fields, key)
	if f == nil || !s.shown(f) {
		return nil
	}
	return f.or(s.item[key])
}

func (s scope) code(key string) string {
	if codes := s.codes(key); len(codes) == 1 {
		return codes[0]
	}
	return ""
}

// codes gives what is chosen in a part of the item and still offered.
func (s scope) codes(key string) []string {
	return slices.DeleteFunc(words(s.part(key)), func(code string) bool {
		_, known := Offered(s.group.Key+"."+key, code)
		return !known
	})
}

func (r *Referred) addWords(said Values) {
	r.Recipient, r.Reference = one(said["recipient"]), one(said["agency_reference"])
	r.NextStep, r.Outcome = one(said["next_action"]), one(said["outcome"])
}

// addDecision adds what was decided about the whole contact.
func (r *Referred) addDecision(c Contact, shown []string) {
	for key, to := range map[string]*string{"consent_reason": &r.Reason, "supervisor": &r.Asked, "supervisor_reason": &r.Without} {
		if slices.Contains(shown, key) {
			*to = one(c.Values[key])
		}
	}
}

// one reads a string; empty if it is none.
func one(value json.RawMessage) (text string) {
	if json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}
