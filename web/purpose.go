package web

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"alo116/agent/roles"
	"alo116/sql"
)

// purpose is a reason for which somebody may look; its words are the page's. Words: they must say more, in their own.
type purpose struct {
	Code  string `json:"code"`
	Words bool   `json:"words,omitempty"`
}

//go:embed purposes.json
var purposesText []byte

// knownPurposes are the reasons of this house.
var knownPurposes = func() (all []purpose) {
	if err := json.Unmarshal(purposesText, &all); err != nil {
		panic("purposes.json: " + err.Error())
	}
	return all
}()

func (s *Site) purposes(w http.ResponseWriter, _ *http.Request) error {
	reply(w, http.StatusOK, map[string]any{"purposes": knownPurposes})
	return nil
}

// maxWords bounds what somebody may say in their own words.
const maxWords = 1000

type reasonBody struct {
	Purpose string `json:"purpose"`
	Words   string `json:"words"`
	// BreakGlass: they know that a supervisor is alerted.
	BreakGlass bool `json:"break_glass"`
}

// reason reads what for somebody asks for a contact's, and asks the table of the roles. Glass tells that it must be broken.
func (s *Site) reason(w http.ResponseWriter, r *http.Request, do roles.Action, to roles.Object) (body reasonBody, glass bool, err error) {
	if err = readJSON(w, r, &body); err != nil {
		return body, false, err
	}
	owner, err := s.ownerOf(r, r.PathValue("id"))
	if err != nil {
		return body, false, err
	}
	verdict := asker(r).verdict(do, to, owner)
	if do == roles.Read && to == roles.Contact && owner.Case == asker(r).person.ID {
		owner.Agent = owner.Case // what belongs to one's case is one's own to read
		verdict = max(verdict, asker(r).verdict(do, to, owner))
	}
	if do == roles.Read && to == roles.Contact && verdict < roles.ForReason {
		verdict = max(verdict, s.sameCaller(r))
	}
	glass, err = s.judge(r, &body, verdict)
	return body, glass, err
}

// ownerOf tells whose a contact is.
func (s *Site) ownerOf(r *http.Request, contact string) (sql.ContactOwner, error) {
	owner, err := s.cfg.Staff.Contacts().Owner(r.Context(), contact)
	return owner, contactProblem(err)
}

// judge tells whether what was said is enough for a verdict of the table; glass, that it must be broken.
func (s *Site) judge(r *http.Request, body *reasonBody, verdict roles.Verdict) (glass bool, err error) {
	body.Words = strings.TrimSpace(body.Words)
	switch {
	case verdict == roles.No:
		return false, errNotAllowed
	case verdict == roles.Glass && !body.BreakGlass:
		return false, errGlass
	case !body.enough(verdict):
		return false, errNoPurpose
	}
	return verdict == roles.Glass, s.takeLook(r)
}

// takeLook takes one of the looks that somebody has, or says how long to wait for one.
func (s *Site) takeLook(r *http.Request) error {
	return s.limits.looks.try(time.Now(), string(asker(r).person.ID))
}

// sameCaller tells what one may do to somebody else's contact because one talks with its caller.
func (s *Site) sameCaller(r *http.Request) roles.Verdict {
	who := asker(r).person
	caller, talks := s.cfg.Hub.AtHand(r.Context(), who.ID)
	if !talks || caller.Key == "" {
		return roles.No
	}
	is, err := s.cfg.Staff.Contacts().IsOfCaller(r.Context(), r.PathValue("id"), sql.KeysOf(caller))
	if err != nil || !is {
		return roles.No
	}
	return roles.May(who.Role, roles.Reveal, roles.History, roles.Relation{Own: true, SameTeam: true})
}

// verdict asks the table about a contact of somebody.
func (who session) verdict(do roles.Action, to roles.Object, owner sql.ContactOwner) roles.Verdict {
	me := roles.Party{ID: who.person.ID, Team: who.person.Team}
	return roles.May(who.person.Role, do, to, roles.Between(me, roles.Party{ID: owner.Agent, Team: owner.Team}, time.Since(owner.Since)))
}

// enough tells whether what was said is reason enough. What somebody may see without more ado needs none.
func (b reasonBody) enough(verdict roles.Verdict) bool {
	if len(b.Words) > maxWords {
		return false
	}
	for _, p := range knownPurposes {
		if p.Code == b.Purpose {
			return !p.Words || b.Words != ""
		}
	}
	return verdict == roles.Yes && b.Purpose == ""
}
