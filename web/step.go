package web

import (
	"crypto/rand"
	"net/http"
	"time"

	"alo116/agent"
	"alo116/sql"
)

// step is a sign-in that has begun: the password was right, and something more is due. It is worth nothing else,
// and nothing once the person's era is over. It lives in this process only, for minutes: after a restart one begins again.
type step struct {
	person  agent.Person
	factors sql.Factors
	enrol   bool // there is no second factor yet, and one is required
}

const (
	stepLife = 5 * time.Minute
	stepTry  = 5 // wrong codes; then it begins again with the password
)

// dueBody says what is due before somebody is signed in.
type dueBody struct {
	problemBody
	Factors []string `json:"factors"`
}

// passed goes on after a right password: in, or to what is due first. A password that somebody else made leads in to choosing
// one's own, and only that one to a first factor: else who made it could add theirs.
func (s *Site) passed(w http.ResponseWriter, r *http.Request, p agent.Person) error {
	f, err := s.cfg.Staff.Factors(r.Context(), p.ID)
	if err != nil {
		return err
	}
	if !f.Any() && (p.PasswordOnce || !s.cfg.SecondFactorRequired) {
		return s.enter(w, r, p)
	}
	st := s.beginStep(w, step{person: p, factors: f, enrol: !f.Any()})
	reply(w, http.StatusUnauthorized, st.due())
	return nil
}

func (s *Site) beginStep(w http.ResponseWriter, st step) step {
	token := rand.Text()
	s.steps.put(time.Now(), token, st)
	s.sessions.setCookie(w, cookieStep, token, 0)
	return st
}

func (st step) due() dueBody {
	b := dueBody{problemBody{Error: problem{"second_factor", "A second factor is due."}}, st.names()}
	if st.enrol {
		b.Error = problem{"enrol", "Add a second factor first."}
	}
	return b
}

// names lists what may be given, or with enrol what may be added.
func (st step) names() (names []string) {
	if st.factors.Passkeys > 0 || st.enrol {
		names = append(names, "passkey")
	}
	if st.factors.TOTP || st.enrol {
		names = append(names, "totp")
	}
	if st.factors.Recovery > 0 {
		names = append(names, "recovery")
	}
	return names
}

// step finds the sign-in that a request goes on with.
func (s *Site) step(r *http.Request) (token string, st step, err error) {
	token = s.sessions.cookie(r, cookieStep)
	st, ok := s.steps.get(time.Now(), token)
	if !ok {
		return "", step{}, errStepOver
	}
	note(r.Context(), st.person.ID)
	return token, st, nil
}

// enter signs a person in who has shown all that is due, and makes this computer known as one of theirs.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, p agent.Person) error {
	who, err := s.admit(w, r, p)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, s.meOf(r.Context(), who))
	return nil
}

func (s *Site) admit(w http.ResponseWriter, r *http.Request, p agent.Person) (session, error) {
	if token := s.sessions.cookie(r, cookieStep); token != "" {
		s.steps.drop(token)
		s.sessions.clearCookie(w, cookieStep)
	}
	note(r.Context(), p.ID)
	who, err := s.sessions.begin(w, r, p)
	if err != nil {
		return session{}, err
	}
	s.limits.places.add(time.Now(), address(r))
	return who, s.knowDevice(w, r, p)
}

// doors tells the sign-in page what it may offer, and whether a sign-in has begun already.
func (s *Site) doors(w http.ResponseWriter, r *http.Request) error {
	var b doorsBody
	if s.oidc != nil {
		b.OIDC = s.oidc.cfg.Name
	}
	if _, st, err := s.step(r); err == nil {
		b.Due = st.due().Error.Code
		b.Factors = st.names()
	}
	reply(w, http.StatusOK, b)
	return nil
}

type doorsBody struct {
	// OIDC is the name of the organisation's own sign-in; empty if it has none.
	OIDC string `json:"oidc,omitempty"`
	// Due is "second_factor" or "enrol" when a sign-in has begun.
	Due     string   `json:"due,omitempty"`
	Factors []string `json:"factors,omitempty"`
}
