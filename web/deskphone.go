package web

import (
	"context"
	"errors"
	"net"
	"net/http"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// DeskPhones let people have a SIP phone on their desk.
type DeskPhones struct {
	// Server is where their phones find Asterisk, host:port, over TLS.
	Server string
	// Fresh makes up what one signs in with.
	Fresh func() (user, password string)
	// Changed has what the store says of a person's desk phone by now done in Asterisk and told to their screens.
	Changed func(context.Context, queue.AgentID)
}

// deskPhoneBody is what somebody is shown of their desk phone.
type deskPhoneBody struct {
	Offered bool  `json:"offered"` // this house has desk phones
	Added   int64 `json:"added"`   // 0: they have none
	Used    bool  `json:"used"`
}

// deskPhoneMade is what to type into the phone. It is shown once.
type deskPhoneMade struct {
	User      string `json:"user"`
	Password  string `json:"password"`
	Server    string `json:"server"`
	Port      string `json:"port"`
	Transport string `json:"transport"`
	Media     string `json:"media"`
}

// deskPhone shows a person their own.
func (s *Site) deskPhone(w http.ResponseWriter, r *http.Request) error {
	p, err := s.cfg.Staff.DeskPhone(r.Context(), asker(r).person.ID)
	if err != nil && !errors.Is(err, sql.ErrNotFound) {
		return err
	}
	reply(w, http.StatusOK, deskPhoneBody{s.cfg.DeskPhones != nil, milli(p.AddedAt), p.Used})
	return nil
}

// addDeskPhone makes what a person's desk phone signs in with, in place of what it had. Nobody chooses it.
func (s *Site) addDeskPhone(w http.ResponseWriter, r *http.Request) error {
	if s.cfg.DeskPhones == nil {
		return errNotFound
	}
	host, port, err := net.SplitHostPort(s.cfg.DeskPhones.Server)
	if err != nil {
		return err
	}
	id := asker(r).person.ID
	user, password := s.cfg.DeskPhones.Fresh()
	if err := s.cfg.Staff.SetDeskPhone(r.Context(), id, user, password); err != nil {
		return err
	}
	s.deskPhoneChanged(r.Context(), id)
	reply(w, http.StatusOK, deskPhoneMade{user, password, host, port, "TLS", "SRTP (SDES)"})
	return nil
}

type useBody struct {
	On bool `json:"on"`
}

// useDeskPhone has the desk phone ring from now on, or the browser again. What a talk is on, it stays on.
func (s *Site) useDeskPhone(w http.ResponseWriter, r *http.Request) error {
	var body useBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	id := asker(r).person.ID
	if s.cfg.Hub.Busy(r.Context(), id) {
		return errInCall
	}
	if err := s.cfg.Staff.UseDeskPhone(r.Context(), id, body.On); err != nil {
		return missing(err)
	}
	s.deskPhoneChanged(r.Context(), id)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// removeDeskPhone takes it from its owner, by themselves.
func (s *Site) removeDeskPhone(w http.ResponseWriter, r *http.Request) error {
	return s.revokeDeskPhone(w, r, asker(r).person.ID)
}

// removeTheirDeskPhone takes it from somebody else.
func (s *Site) removeTheirDeskPhone(w http.ResponseWriter, r *http.Request) error {
	var body changeBody
	p, err := s.target(w, r, roles.End, roles.DeskPhone, &body)
	if err != nil {
		return err
	}
	return s.revokeDeskPhone(w, r, p.ID)
}

// revokeDeskPhone does so at once, also while it rings. A talk on it goes on: a child is not to lose them by a click.
func (s *Site) revokeDeskPhone(w http.ResponseWriter, r *http.Request, id queue.AgentID) error {
	if err := s.cfg.Staff.RemoveDeskPhone(r.Context(), id); err != nil {
		return missing(err)
	}
	s.deskPhoneChanged(r.Context(), id)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Site) deskPhoneChanged(ctx context.Context, id queue.AgentID) {
	if s.cfg.DeskPhones != nil {
		s.cfg.DeskPhones.Changed(ctx, id)
	}
}
