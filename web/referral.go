package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/referral"
)

// referralsBody is what the page of a case needs to work on its referrals.
type referralsBody struct {
	Referrals []sql.Referral `json:"referrals"`
	// May lists what the one who asks may do: add, change, send, print.
	May []string `json:"may"`
	// Next says where a referral may go from each state.
	Next map[referral.State][]referral.State `json:"next"`
	// Supervisors may be consulted.
	Supervisors []ownerBody `json:"supervisors"`
}

// referralDeeds are what can be done to a referral, as the page calls it.
var referralDeeds = [...]struct {
	name   string
	action roles.Action
}{{"add", roles.Add}, {"change", roles.Change}, {"send", roles.Send}, {"print", roles.Print}}

// openReferrals shows the referrals of a case, once the audit trail tells what for.
func (s *Site) openReferrals(w http.ResponseWriter, r *http.Request) error {
	var why reasonBody
	if err := readJSON(w, r, &why); err != nil {
		return err
	}
	c, err := s.caseAt(r)
	if err != nil {
		return err
	}
	who := asker(r)
	if _, err := s.judge(r, &why, who.over(roles.Read, roles.Referral, c)); err != nil {
		return err
	}
	body := referralsBody{May: []string{}, Next: map[referral.State][]referral.State{}}
	if body.Referrals, err = s.cfg.Staff.Referrals().Of(r.Context(), c.ID, who.person.ID, why.Purpose, why.Words); err != nil {
		return referralProblem(err)
	}
	for _, deed := range referralDeeds {
		if who.over(deed.action, roles.Referral, c) >= roles.ForReason {
			body.May = append(body.May, deed.name)
		}
	}
	for _, state := range referral.States() {
		body.Next[state] = state.Next()
	}
	if body.Supervisors, err = s.supervisors(r.Context()); err != nil {
		return err
	}
	reply(w, http.StatusOK, body)
	return nil
}

// supervisors lists who may be consulted.
func (s *Site) supervisors(ctx context.Context) ([]ownerBody, error) {
	people, err := s.cfg.Staff.ListPeople(ctx)
	found := []ownerBody{}
	for _, p := range people {
		if p.Role == queue.Supervisor && !p.Disabled {
			found = append(found, ownerBody{p.ID, p.Name})
		}
	}
	return found, err
}

// overReferral asks the table about a referral, whose owner is that of its case.
func (who session) overReferral(do roles.Action, r sql.Referral) roles.Verdict {
	return who.verdict(do, roles.Referral, sql.ContactOwner{Agent: r.Owner, Team: r.Team, Since: r.MadeAt})
}

// addReferral drafts a referral of a case.
func (s *Site) addReferral(w http.ResponseWriter, r *http.Request) error {
	var body sql.Referral
	if err := readUpTo(w, r, maxReferralBody, &body); err != nil {
		return err
	}
	c, err := s.caseAt(r)
	if err != nil {
		return err
	}
	who := asker(r)
	if who.over(roles.Add, roles.Referral, c) != roles.Yes {
		return errNotAllowed
	}
	return s.showReferral(w, r)(s.cfg.Staff.Referrals().Add(r.Context(), c.ID, trimmedReferral(body), who.person.ID))
}

// changeReferral writes what is said of a referral.
func (s *Site) changeReferral(w http.ResponseWriter, r *http.Request) error {
	var body sql.Referral
	if err := readUpTo(w, r, maxReferralBody, &body); err != nil {
		return err
	}
	was, err := s.referralTo(r, roles.Change)
	if err != nil {
		return err
	}
	body.ID = was.ID
	return s.showReferral(w, r)(s.cfg.Staff.Referrals().Change(r.Context(), trimmedReferral(body), asker(r).person.ID))
}

type referralStepBody struct {
	To  referral.State `json:"to"`
	Rev int            `json:"rev"`
}

// sendReferral lets a referral leave the house.
func (s *Site) sendReferral(w http.ResponseWriter, r *http.Request) error {
	return s.stepReferral(w, r, roles.Send, func(to referral.State) bool { return to == "" || to == referral.Sent })
}

// moveReferral tells what an agency did.
func (s *Site) moveReferral(w http.ResponseWriter, r *http.Request) error {
	return s.stepReferral(w, r, roles.Change, func(to referral.State) bool { return to != "" && to != referral.Sent })
}

func (s *Site) stepReferral(w http.ResponseWriter, r *http.Request, do roles.Action, fits func(referral.State) bool) error {
	var body referralStepBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	was, err := s.referralTo(r, do)
	if err != nil {
		return err
	}
	if !fits(body.To) {
		return errBadRequest
	}
	if do == roles.Send {
		body.To = referral.Sent
	}
	return s.showReferral(w, r)(s.cfg.Staff.Referrals().Move(r.Context(), was.ID, body.To, body.Rev, asker(r).person.ID))
}

// discardReferral takes a draft away.
func (s *Site) discardReferral(w http.ResponseWriter, r *http.Request) error {
	var body referralStepBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	was, err := s.referralTo(r, roles.Change)
	if err == nil {
		err = s.cfg.Staff.Referrals().Discard(r.Context(), was.ID, body.Rev, asker(r).person.ID)
	}
	if err != nil {
		return referralProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// referralTo finds the referral that the address names, if the one who asks may do that to it.
func (s *Site) referralTo(r *http.Request, do roles.Action) (sql.Referral, error) {
	was, err := s.cfg.Staff.Referrals().Head(r.Context(), r.PathValue("id"))
	if err != nil {
		return was, referralProblem(err)
	}
	if asker(r).overReferral(do, was) != roles.Yes {
		return was, errNotAllowed
	}
	return was, nil
}

// showReferral answers with a referral after a change: with its words, if it is theirs or they opened it for a purpose.
func (s *Site) showReferral(w http.ResponseWriter, r *http.Request) func(sql.Referral, error) error {
	return func(now sql.Referral, err error) error {
		if err != nil {
			return referralProblem(err)
		}
		verdict := asker(r).overReferral(roles.Read, now)
		open, err := s.stillOpen(r, "referral.opened", now.Case, verdict)
		if err != nil {
			return err
		}
		if verdict != roles.Yes && !open {
			now.Words = sql.ReferralWords{}
		}
		reply(w, http.StatusOK, now)
		return nil
	}
}

func trimmedReferral(r sql.Referral) sql.Referral {
	w := &r.Words
	for _, text := range []*string{&w.Reason, &w.Without, &w.Recipient, &w.Reference, &w.NextStep, &w.Outcome, &w.Letter} {
		*text = strings.TrimSpace(*text)
	}
	return r
}

type waitingBody struct {
	sql.Referral
	Overdue bool `json:"overdue"`
}

type waitingAllBody struct {
	Waiting []waitingBody `json:"waiting"`
	Overdue int           `json:"overdue"`
}

// waitingReferrals lists what an agency is to answer, the longest due first, to who may work on it: no word of it, which is what the
// purpose of reading somebody else's is asked for.
func (s *Site) waitingReferrals(w http.ResponseWriter, r *http.Request) error {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	if err != nil {
		return err
	}
	who, owners := asker(r), []queue.AgentID{}
	for _, p := range people {
		if who.overReferral(roles.Change, sql.Referral{Owner: p.ID, Team: p.Team, MadeAt: s.now()}) == roles.Yes {
			owners = append(owners, p.ID)
		}
	}
	all, err := s.cfg.Staff.Referrals().Waiting(r.Context(), owners, false)
	if err != nil {
		return err
	}
	body, today := waitingAllBody{Waiting: []waitingBody{}}, s.now().Format(time.DateOnly)
	for _, one := range all {
		over := one.Due < today
		body.Waiting = append(body.Waiting, waitingBody{one, over})
		if over {
			body.Overdue++
		}
	}
	reply(w, http.StatusOK, body)
	return nil
}

// referralFaults are the words for each part that a referral lacks, or that cannot be.
var referralFaults = map[referral.Fault]string{
	"agency":     "Choose an agency of the directory that is at work.",
	"grounds":    "Say why the case is referred.",
	"method":     "Say how the agency is told.",
	"shared":     "Say what is shared: nothing personal, or what it is, and not both.",
	"consent":    "Without the child's consent only what names nobody may be shared, unless a duty by law overrides it.",
	"reason":     "Say by which duty the child's word is overridden.",
	"supervisor": "Say which supervisor was consulted, or why none was: the risk is serious, the consent overridden, or the police is told.",
	"due":        "Give the day, today or later, by which an answer is waited for.",
	"code":       "Something was chosen that the form does not know. Open the page again.",
	"long":       "A text is too long. Shorten it.",
}

// referralProblem gives what the store says of a referral our own words.
func referralProblem(err error) error {
	if part, is := errors.AsType[referral.Fault](err); is {
		return fault{"referral_" + string(part), referralFaults[part]}
	}
	if errors.Is(err, form.ErrConflict) {
		return errChangedMeanwhile
	}
	return caseProblem(err)
}
