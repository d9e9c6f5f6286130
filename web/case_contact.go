package web

import (
	"errors"
	"net/http"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// maxOffered is how many cases of a caller are offered.
const maxOffered = 5

// beginCase opens a case from a contact, or from nothing: the asker's, or somebody's for whom they may.
func (s *Site) beginCase(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Contact string        `json:"contact"`
		Owner   queue.AgentID `json:"owner"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	me := asker(r).person.ID
	if body.Owner == "" {
		body.Owner = me
	}
	if ok, err := s.mayOwn(r, body.Owner); err != nil || !ok {
		return errors.Join(err, errNotAllowed)
	}
	if body.Contact != "" {
		if err := s.mayAttach(r, body.Contact); err != nil {
			return err
		}
	}
	c, err := s.cfg.Staff.Cases().Begin(r.Context(), body.Owner, me, body.Contact)
	if err != nil {
		return caseProblem(err)
	}
	reply(w, http.StatusCreated, headOf(c))
	return nil
}

// mayAttach refuses a contact that the asker may not put to a case.
func (s *Site) mayAttach(r *http.Request, contact string) error {
	owner, err := s.ownerOf(r, contact)
	if err == nil && !asker(r).mayPlace(owner) {
		err = errNotAllowed
	}
	return err
}

// attachContact puts a contact to a case. That shows nothing of it but its code, so it may be a colleague's.
func (s *Site) attachContact(w http.ResponseWriter, r *http.Request) error {
	var body struct {
		Contact string `json:"contact"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	c, err := s.changing(r, roles.Attach)
	if err == nil {
		err = s.mayAttach(r, body.Contact)
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Staff.Cases().Attach(r.Context(), c.ID, body.Contact, asker(r).person.ID); err != nil {
		return caseProblem(err)
	}
	reply(w, http.StatusOK, map[string]string{"code": c.Code})
	return nil
}

// detachContact takes a contact from a case.
func (s *Site) detachContact(w http.ResponseWriter, r *http.Request) error {
	c, err := s.changingToSee(r, roles.Change)
	if err != nil {
		return err
	}
	return s.showChanged(w, r, c.ID, s.cfg.Staff.Cases().Detach(r.Context(), c.ID, r.PathValue("contact"), asker(r).person.ID))
}

// has tells whether a contact is in somebody's own hands.
func (who session) has(owner sql.ContactOwner) bool {
	return who.verdict(roles.Read, roles.History, owner) == roles.Yes
}

// mayPlace tells whether somebody may put a contact to a case, and hear of those there are.
func (who session) mayPlace(owner sql.ContactOwner) bool {
	return who.verdict(roles.Attach, roles.Contact, owner) == roles.Yes
}

type contactCasesBody struct {
	Case    *caseHead  `json:"case"`    // that it belongs to; null: none
	Offered []caseHead `json:"offered"` // that are open, and have contacts of the same caller
}

// contactCases tells who may put a contact to a case which one it belongs to, and which ones of its caller there are. Who does not have
// the contact themselves is told of those that they may find, and of its own no more than the code.
func (s *Site) contactCases(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	owner, err := s.ownerOf(r, id)
	if err != nil {
		return err
	}
	who := asker(r)
	if !who.mayPlace(owner) {
		return errNotAllowed
	}
	has := who.has(owner)
	tells := func(c sql.Case) bool { return has || who.over(roles.Search, roles.Case, c) == roles.Yes }
	body := contactCasesBody{Offered: []caseHead{}}
	switch c, err := s.cfg.Staff.Cases().OfContact(r.Context(), id); {
	case err == nil:
		head := headOf(c)
		if !tells(c) {
			head = caseHead{Code: c.Code}
		}
		body.Case = &head
	case !errors.Is(err, sql.ErrNotFound):
		return err
	}
	offered, err := s.cfg.Staff.Cases().OfSameCaller(r.Context(), id, maxOffered)
	if err != nil {
		return err
	}
	for _, c := range offered {
		if tells(c) {
			body.Offered = append(body.Offered, headOf(c))
		}
	}
	reply(w, http.StatusOK, body)
	return nil
}
