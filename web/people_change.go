package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"alo116/agent"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

type addBody struct {
	Login  string                      `json:"login"`
	Name   string                      `json:"name"`
	Role   queue.Role                  `json:"role"`
	Team   string                      `json:"team"`
	Skills map[queue.Skill]queue.Level `json:"skills"`
	Lang   string                      `json:"lang"`
}

type changeBody struct {
	Name     *string                     `json:"name"`
	Role     *queue.Role                 `json:"role"`
	Team     *string                     `json:"team"`
	Lang     *string                     `json:"lang"`
	Disabled *bool                       `json:"disabled"`
	Skills   map[queue.Skill]queue.Level `json:"skills"` // by its own route only
	// Proof is how they proved who they are, for what needs that.
	Proof string `json:"proof"`
	// Force does it although the person is in a call, which it may cost.
	Force bool `json:"force"`
}

// madeBody shows a password that somebody else made. It is shown once, and opens only the choice of another.
type madeBody struct {
	Person   personBody `json:"person"`
	Password string     `json:"password"`
}

// addPerson adds somebody, with a password to be given to them by hand.
func (s *Site) addPerson(w http.ResponseWriter, r *http.Request) error {
	var body addBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if !s.knowsSkills(body.Skills) {
		return errImpossible
	}
	password, hash, err := PasswordOnce()
	if err != nil {
		return err
	}
	p, err := s.cfg.Staff.CreatePerson(r.Context(), sql.Person{Login: strings.TrimSpace(body.Login), Name: strings.TrimSpace(body.Name), Role: body.Role,
		Team: strings.TrimSpace(body.Team), Skills: body.Skills, Lang: body.Lang, PasswordHash: hash, PasswordOnce: true})
	if err != nil {
		return personProblem(err)
	}
	reply(w, http.StatusCreated, madeBody{asker(r).sees(p), password})
	return nil
}

// changePerson gives somebody another name, role, team or language, or lets them in no longer, or again.
func (s *Site) changePerson(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	before, err := s.target(w, r, roles.Change, roles.Person, &body)
	if err != nil {
		return err
	}
	c := sql.PersonChange{Name: trimmed(body.Name), Role: body.Role, Team: trimmed(body.Team), Lang: body.Lang, Disabled: body.Disabled}
	ends := body.Role != nil && *body.Role != before.Role || body.Disabled != nil && *body.Disabled && !before.Disabled
	return s.change(w, r, before.ID, c, ends && !body.Force)
}

// changeSkills says what somebody can take.
func (s *Site) changeSkills(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	before, err := s.target(w, r, roles.Change, roles.Skills, &body)
	if err != nil {
		return err
	}
	if body.Skills == nil || !s.knowsSkills(body.Skills) {
		return errImpossible
	}
	return s.change(w, r, before.ID, sql.PersonChange{Skills: body.Skills}, false)
}

// resetPassword gives somebody a password to be told to them by hand; their own, their sessions and their desk phone are over.
func (s *Site) resetPassword(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	before, err := s.target(w, r, roles.Reset, roles.Password, &body)
	if err != nil {
		return err
	}
	password, hash, err := PasswordOnce()
	if err != nil {
		return err
	}
	after, err := s.changed(r.Context(), before.ID, sql.PersonChange{PasswordHash: &hash, PasswordOnce: new(true)}, !body.Force)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, madeBody{asker(r).sees(after), password})
	return nil
}

// endSessions signs somebody out everywhere, their desk phone too.
func (s *Site) endSessions(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	p, err := s.target(w, r, roles.End, roles.Session, &body)
	if err != nil {
		return err
	}
	if !body.Force && s.cfg.Hub.Busy(r.Context(), p.ID) {
		return errTheyTalk
	}
	if err := s.cfg.Staff.Audit(r.Context(), sql.Act{Action: "person.signed_out", Object: "person:" + string(p.ID)}); err != nil {
		return err
	}
	if err := s.cfg.Staff.EndSessions(r.Context(), p.ID); err != nil {
		return err
	}
	s.dismiss(r.Context(), p.ID)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// forgetFactors takes the second factors from somebody who lost them and proved who they are; their sessions and their desk phone end, and they add another one when they sign in.
// That is audited with it.
func (s *Site) forgetFactors(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	p, err := s.target(w, r, roles.Reset, roles.Factors, &body)
	if err != nil {
		return err
	}
	if !body.Force && s.cfg.Hub.Busy(r.Context(), p.ID) {
		return errTheyTalk
	}
	if err := s.cfg.Staff.ForgetFactors(r.Context(), p.ID, body.Proof); err != nil {
		return personProblem(err)
	}
	s.dismiss(r.Context(), p.ID)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// target reads what is to be done, and finds the person it is to be done to, if the one who asks may do it to them.
func (s *Site) target(w http.ResponseWriter, r *http.Request, do roles.Action, to roles.Object, body *changeBody) (sql.Person, error) {
	if err := readJSON(w, r, body); err != nil {
		return sql.Person{}, err
	}
	p, err := s.cfg.Staff.PersonByID(r.Context(), queue.AgentID(r.PathValue("id")))
	if err != nil {
		return p, personProblem(err)
	}
	if !asker(r).may(do, to, owner(p)) {
		return p, errNotAllowed
	}
	return p, nil
}

func (s *Site) change(w http.ResponseWriter, r *http.Request, id queue.AgentID, c sql.PersonChange, gently bool) error {
	after, err := s.changed(r.Context(), id, c, gently)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, asker(r).sees(after))
	return nil
}

// changed changes somebody, which takes effect at once: their sessions end, or their screens know. Gently, it is not
// done to somebody in a call: a child is not to lose them by an administrator's click.
func (s *Site) changed(ctx context.Context, id queue.AgentID, c sql.PersonChange, gently bool) (sql.Person, error) {
	if gently && s.cfg.Hub.Busy(ctx, id) {
		return sql.Person{}, errTheyTalk
	}
	after, err := s.cfg.Staff.ChangePerson(ctx, id, c)
	if err != nil {
		return after, personProblem(err)
	}
	if after.Disabled || c.Role != nil || c.PasswordHash != nil {
		s.dismiss(ctx, id)
	} else {
		s.cfg.Hub.Know(AgentOf(after))
	}
	return after, nil
}

// AgentOf is a person as the screens know them.
func AgentOf(p sql.Person) agent.Person {
	return agent.Person{ID: p.ID, Login: p.Login, Name: p.Name, Role: p.Role, Team: p.Team, Skills: p.Skills, Lang: p.Lang, PasswordOnce: p.PasswordOnce, Era: p.Era}
}

// knowsSkills tells whether the policy knows these skills; a word that it does not know would make nobody able.
func (s *Site) knowsSkills(given map[queue.Skill]queue.Level) bool {
	known := map[queue.Skill]bool{}
	for _, skill := range s.cfg.Hub.Skills() {
		known[skill] = true
	}
	for skill, level := range given {
		if !known[skill] || level < 1 || level > 5 {
			return false
		}
	}
	return true
}

func trimmed(text *string) *string {
	if text == nil {
		return nil
	}
	return new(strings.TrimSpace(*text))
}

// personProblem gives what the store says against a person its answer.
func personProblem(err error) error {
	for ours, said := range map[error]error{sql.ErrNotFound: errNotFound, sql.ErrLoginTaken: errLoginTaken, sql.ErrImpossible: errImpossible, sql.ErrLastAdmin: errLastAdmin, sql.ErrNotProven: errNotProven} {
		if errors.Is(err, ours) {
			return said
		}
	}
	return err
}
