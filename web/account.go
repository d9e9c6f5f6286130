package web

import (
	"errors"
	"net/http"

	"alo116/queue"
	"alo116/sql"
)

// accountBody is what somebody signs in with, and where they are signed in.
type accountBody struct {
	Passkeys []passkeyView `json:"passkeys"`
	TOTP     bool          `json:"totp"`
	Recovery int           `json:"recovery_left"`
	Sessions []sessionView `json:"sessions"`
	// Fresh says that a password or a passkey was given a moment ago, as changes need.
	Fresh    bool `json:"fresh"`
	Required bool `json:"second_factor_required"`
}

type passkeyView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Added int64  `json:"added"`
	Used  int64  `json:"used"`
}

type sessionView struct {
	ID      string `json:"id"`
	Browser string `json:"browser"`
	Began   int64  `json:"began"`
	Seen    int64  `json:"seen"`
	Current bool   `json:"current"`
}

// account shows a person their own.
func (s *Site) account(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	ctx, id := r.Context(), who.person.ID
	f, err := s.cfg.Staff.Factors(ctx, id)
	if err != nil {
		return err
	}
	keys, err := s.cfg.Staff.Passkeys(ctx, id)
	if err != nil {
		return err
	}
	list, err := s.sessions.store.Of(ctx, id)
	if err != nil {
		return err
	}
	b := accountBody{Passkeys: []passkeyView{}, TOTP: f.TOTP, Recovery: f.Recovery, Sessions: []sessionView{}, Fresh: who.isFresh(s.now()), Required: s.cfg.SecondFactorRequired}
	for _, k := range keys {
		b.Passkeys = append(b.Passkeys, viewPasskey(k))
	}
	for _, l := range list {
		b.Sessions = append(b.Sessions, sessionView{l.ID, l.Browser, l.BeganAt.UnixMilli(), l.SeenAt.UnixMilli(), l.ID == who.stands.ID})
	}
	reply(w, http.StatusOK, b)
	return nil
}

func viewPasskey(k sql.Passkey) passkeyView {
	v := passkeyView{ID: k.ID, Name: k.Name, Added: k.AddedAt.UnixMilli()}
	if k.UsedAt != nil {
		v.Used = k.UsedAt.UnixMilli()
	}
	return v
}

type passwordBody struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// changePassword takes a new one from who knows the old one. All other sessions of the person end; where a second factor is
// required and there is none, this one too, and it goes on with adding one.
func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) error {
	var body passwordBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	if body.New == body.Old {
		return errWeakPassword
	}
	if err := CheckPassword(body.New, who.person.Login, who.person.Name); err != nil {
		return err
	}
	if err := s.rightPassword(r, who, body.Old); err != nil {
		return err
	}
	hash, err := s.verifier.hash(r.Context(), body.New)
	if err != nil {
		return err
	}
	f, err := s.cfg.Staff.Factors(r.Context(), who.person.ID)
	if err != nil {
		return err
	}
	keep, enrol := who.token, s.cfg.SecondFactorRequired && !f.Any()
	if enrol {
		keep = ""
	}
	if err := s.cfg.Staff.ChangePassword(r.Context(), who.person.ID, who.person.Era, hash, keep); errors.Is(err, sql.ErrNotFound) {
		return errSignedOut // somebody gave them another one meanwhile
	} else if err != nil {
		return err
	}
	s.look(r.Context()) // what the ended sessions hold is closed now
	if enrol {
		if err := s.goOnEnrolling(w, r, who.person.ID, f); err != nil {
			return err
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// goOnEnrolling begins the step of a sign-in that adds a first factor, for who chose their password just now.
func (s *Site) goOnEnrolling(w http.ResponseWriter, r *http.Request, id queue.AgentID, f sql.Factors) error {
	p, disabled, err := s.cfg.People.ByID(r.Context(), id)
	if err != nil {
		return err
	}
	if disabled {
		return errSignedOut
	}
	s.sessions.clearCookie(w, cookieSession)
	s.beginStep(w, step{person: p, factors: f, enrol: true})
	return nil
}

// removeTOTP takes the app away.
func (s *Site) removeTOTP(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	if err := s.mayRemove(r, who); err != nil {
		return err
	}
	if err := s.cfg.Staff.RemoveTOTP(r.Context(), who.person.ID); err != nil {
		return missing(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

type keyBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// renamePasskey calls a passkey otherwise.
func (s *Site) renamePasskey(w http.ResponseWriter, r *http.Request) error {
	var body keyBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	name, err := passkeyName(body.Name)
	if err != nil {
		return err
	}
	if err := s.cfg.Staff.RenamePasskey(r.Context(), who.person.ID, body.ID, name); err != nil {
		return missing(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// removePasskey takes a passkey away.
func (s *Site) removePasskey(w http.ResponseWriter, r *http.Request) error {
	var body keyBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	if err := s.mayRemove(r, who); err != nil {
		return err
	}
	if err := s.cfg.Staff.RemovePasskey(r.Context(), who.person.ID, body.ID); err != nil {
		return missing(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mayRemove refuses to take away the last factor where one is required.
func (s *Site) mayRemove(r *http.Request, who session) error {
	if !s.cfg.SecondFactorRequired {
		return nil
	}
	f, err := s.cfg.Staff.Factors(r.Context(), who.person.ID)
	if err == nil && (f.TOTP && f.Passkeys == 0 || !f.TOTP && f.Passkeys == 1) {
		err = errLastFactor
	}
	return err
}

// renewRecovery gives new recovery codes; the old ones are worthless.
func (s *Site) renewRecovery(w http.ResponseWriter, r *http.Request) error {
	who := asker(r)
	f, err := s.cfg.Staff.Factors(r.Context(), who.person.ID)
	if err != nil {
		return err
	}
	if !f.Any() {
		return errNotFound
	}
	codes, err := s.newRecovery(r, who.person)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, enrolledBody{Recovery: codes})
	return nil
}

// endSession ends one of the person's other sessions. Whoever found a screen open may not throw its owner out elsewhere.
func (s *Site) endSession(w http.ResponseWriter, r *http.Request) error {
	var body keyBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	who := asker(r)
	if err := s.sessions.store.EndByID(r.Context(), who.person.ID, body.ID); err != nil {
		return err
	}
	s.look(r.Context())
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func missing(err error) error {
	if errors.Is(err, sql.ErrNotFound) {
		return errNotFound
	}
	return err
}
