package web

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/sql"
)

// approachBody is a note for whoever talks with a caller next: what it is about, in a few words, and for how many days.
type approachBody struct {
	Kind  string `json:"kind"`
	Words string `json:"words"`
	Days  int    `json:"days"`
}

// leaveApproach leaves a note at a contact.
func (s *Site) leaveApproach(w http.ResponseWriter, r *http.Request) error {
	contact := r.PathValue("id")
	owner, err := s.ownerOf(r, contact)
	if err != nil {
		return err
	}
	return s.keepApproach(w, r, roles.Add, owner, form.Approach{Contact: contact})
}

// changeApproach changes one; it is then whose change it is.
func (s *Site) changeApproach(w http.ResponseWriter, r *http.Request) error {
	contact, owner, err := s.cfg.Staff.Contacts().Approached(r.Context(), r.PathValue("id"))
	if err != nil {
		return contactProblem(err)
	}
	return s.keepApproach(w, r, roles.Change, owner, form.Approach{ID: r.PathValue("id"), Contact: contact})
}

func (s *Site) keepApproach(w http.ResponseWriter, r *http.Request, do roles.Action, owner sql.ContactOwner, a form.Approach) error {
	who := asker(r)
	if who.verdict(do, roles.Approach, owner) != roles.Yes {
		return errNotAllowed
	}
	var body approachBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := body.check(who); err != nil {
		return err
	}
	a.Kind, a.Words, a.Agent, a.Until = body.Kind, strings.TrimSpace(body.Words), who.person.ID, s.now().AddDate(0, 0, body.Days)
	id, err := s.cfg.Staff.Contacts().Approach(r.Context(), a)
	if err != nil {
		return contactProblem(err)
	}
	s.cfg.Hub.Reacquaint(who.person.ID)
	reply(w, http.StatusOK, map[string]string{"id": id})
	return nil
}

// removeApproach takes a note away for good.
func (s *Site) removeApproach(w http.ResponseWriter, r *http.Request) error {
	_, owner, err := s.cfg.Staff.Contacts().Approached(r.Context(), r.PathValue("id"))
	if err != nil {
		return contactProblem(err)
	}
	who := asker(r)
	if who.verdict(roles.Change, roles.Approach, owner) != roles.Yes {
		return errNotAllowed
	}
	if err := s.cfg.Staff.Contacts().Unapproach(r.Context(), r.PathValue("id"), who.person.ID); err != nil {
		return contactProblem(err)
	}
	s.cfg.Hub.Reacquaint(who.person.ID)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// check refuses what is no note, and what only those may say of a caller who may change what others say of them.
func (b approachBody) check(who session) error {
	kinds := form.ApproachKinds()
	i := slices.IndexFunc(kinds, func(k form.ApproachKind) bool { return k.Code == b.Kind })
	words := strings.TrimSpace(b.Words)
	if i < 0 || words == "" || utf8.RuneCountInString(words) > form.MaxApproachWords || b.Days < 1 || b.Days > form.MaxApproachDays {
		return errBadNote
	}
	if kinds[i].Deciding && roles.May(who.person.Role, roles.Change, roles.Approach, roles.Relation{SameTeam: true, Age: time.Second}) != roles.Yes {
		return errNotAllowed
	}
	return nil
}
