package web

import (
	"net/http"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
)

// caseTerms say which cases to list. They come as a body: the address of a request is kept in logs and histories. What is empty
// bounds nothing.
type caseTerms struct {
	reasonBody
	Code     string          `json:"code"`
	Status   casework.Status `json:"status"` // or "active"
	Owner    queue.AgentID   `json:"owner"`
	Place    string          `json:"place"` // a municipality, or a county with all of its own
	Category string          `json:"category"`
	Number   string          `json:"number"`
	Text     string          `json:"text"`
	From     int64           `json:"from"`
	Before   int64           `json:"before"`
	Due      bool            `json:"due"`
	Skip     int             `json:"skip"`
}

type casesBody struct {
	Cases []caseHead `json:"cases"`
	Next  int        `json:"next,omitempty"` // to skip, for more
	Today string     `json:"today"`
}

// listCases lists the cases of those whom the table of the roles names. Words are looked for in what is sealed, for a purpose; that
// somebody looked for words or for a number, the audit trail tells.
func (s *Site) listCases(w http.ResponseWriter, r *http.Request) error {
	var body caseTerms
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	body.reasonBody.Words = strings.TrimSpace(body.reasonBody.Words)
	q, err := s.caseQuery(body)
	if err != nil {
		return err
	}
	over := roles.Case
	if body.Text != "" {
		over = roles.Narrative
		if !body.enough(roles.Could(asker(r).person.Role, roles.Search, over)) {
			return errNoPurpose
		}
	}
	if q.Owners, err = s.whose(r, over); err != nil {
		return err
	}
	list, err := s.findCases(r, q, body.reasonBody)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, casesBody{headsOf(list.Cases), list.Next, q.Today})
	return nil
}

func (s *Site) findCases(r *http.Request, q sql.CaseQuery, why reasonBody) (sql.CaseList, error) {
	if q.Words == "" && q.Caller == nil {
		return s.cfg.Staff.Cases().List(r.Context(), q)
	}
	if !s.searching.TryLock() {
		return sql.CaseList{}, errSearchBusy // opening what is sealed keeps a processor busy, and the calls need them
	}
	defer s.searching.Unlock()
	return s.cfg.Staff.Cases().ListFor(r.Context(), q, asker(r).person.ID, why.Purpose, why.Words)
}

// caseQuery is what somebody looks for, if it can be looked for.
func (s *Site) caseQuery(body caseTerms) (sql.CaseQuery, error) {
	q := sql.CaseQuery{Status: body.Status, Owner: body.Owner, Due: body.Due, From: moment(body.From), Before: moment(body.Before), Words: body.Text,
		Places: under("places", body.Place), Categories: under("categories", body.Category), Skip: body.Skip, Today: s.today(), Most: maxFound}
	if q.Before.IsZero() {
		q.Before = s.now().AddDate(0, 0, 1)
	}
	if !searchWords(body.Text) || body.Skip < 0 || len(body.Number) > 40 || !q.Before.After(q.From) {
		return q, errBadSearch
	}
	if body.Code = strings.TrimSpace(body.Code); body.Code != "" {
		q.Code = s.cfg.Staff.Cases().Code(body.Code)
	}
	if body.Number != "" {
		if q.Caller = s.cfg.Staff.Recognise(body.Number); len(q.Caller) == 0 {
			return q, errBadSearch
		}
	}
	return q, nil
}

// under lists an option's code and those of all that belong under it, in a list of the case sheet; none if code is empty.
func under(list, code string) (codes []string) {
	if code == "" {
		return nil
	}
	codes = []string{code}
	if d, ok := form.Version(form.CaseSheet); ok {
		for _, o := range d.Lists[list] {
			if o.In == code {
				codes = append(codes, o.Code)
			}
		}
	}
	return codes
}

// whose are those whose cases the asker may search, in what they are or in their words.
func (s *Site) whose(r *http.Request, over roles.Object) (owners []queue.AgentID, err error) {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	for _, p := range people {
		if asker(r).verdict(roles.Search, over, sql.ContactOwner{Agent: p.ID, Team: p.Team, Since: s.now()}) >= roles.ForReason {
			owners = append(owners, p.ID)
		}
	}
	return owners, err
}

type ownerBody struct {
	ID   queue.AgentID `json:"id"`
	Name string        `json:"name"`
}

// caseOwners lists those whom the asker may give cases to.
func (s *Site) caseOwners(w http.ResponseWriter, r *http.Request) error {
	owners, err := s.possibleOwners(r)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, map[string][]ownerBody{"owners": owners})
	return nil
}

// possibleOwners are those who may have cases, and for whom the asker may begin one: whom a case is given to, it might have been begun for.
func (s *Site) possibleOwners(r *http.Request) ([]ownerBody, error) {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	owners := []ownerBody{}
	for _, p := range people {
		whose := sql.ContactOwner{Agent: p.ID, Team: p.Team, Since: s.now()}
		may := asker(r).verdict(roles.Add, roles.Case, whose) == roles.Yes
		if may && !p.Disabled && roles.Could(p.Role, roles.Add, roles.Case) != roles.No {
			owners = append(owners, ownerBody{p.ID, p.Name})
		}
	}
	return owners, err
}

// mayOwn tells whether the asker may give somebody a case.
func (s *Site) mayOwn(r *http.Request, id queue.AgentID) (bool, error) {
	owners, err := s.possibleOwners(r)
	for _, o := range owners {
		if o.ID == id {
			return true, err
		}
	}
	return false, err
}
