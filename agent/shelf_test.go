package agent

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// shelf is a store of contacts in memory, which can be away.
type shelf struct {
	mu       sync.Mutex
	away     bool
	loseNext bool // does the next change, and loses the answer
	noCase   bool // knows no case that a contact could be closed into
	contacts map[string]*form.Contact
	number   queue.SealedNumber    // that came with the last contact that was begun
	whose    map[string]form.Whose // of closed ones
	known    form.Known            // of every caller
	earlier  []form.Earlier        // their contacts
	asked    chan struct{}         // Known waits for it, if there is one
	back     form.Callback         // who is called back
	backErr  error
	backAs   queue.CallID
	places   []form.PlaceCall // outside, that were called
}

var errShelfAway = errors.New("the shelf is away")

func (s *shelf) gone() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errShelfAway
	}
	return nil
}

func (s *shelf) setAway(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

func (s *shelf) Open(_ context.Context, call queue.CallID, agent queue.AgentID, number queue.SealedNumber) (form.Contact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return form.Contact{}, errShelfAway
	}
	id := "c-" + string(call)
	if s.contacts[id] == nil {
		s.number = number
		s.contacts[id] = &form.Contact{ID: id, Call: call, Line: "116111", Version: "1", Values: map[string]json.RawMessage{}, OpenedAt: time.Now()}
	}
	s.contacts[id].Agent = agent
	return s.copyOf(id), nil
}

func (s *shelf) copyOf(id string) form.Contact {
	c := *s.contacts[id]
	c.Values = map[string]json.RawMessage{}
	for k, v := range s.contacts[id].Values {
		c.Values[k] = v
	}
	return c
}

func (s *shelf) change(id string, agent queue.AgentID, rev int, do func(*form.Contact)) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.contacts[id]
	switch {
	case s.away:
		return 0, errShelfAway
	case c == nil || c.Agent != agent:
		return 0, form.ErrNotYours
	case c.Closed:
		return 0, form.ErrClosed
	case c.Rev != rev:
		return 0, form.ErrConflict
	}
	do(c)
	c.Rev++
	if s.loseNext {
		s.loseNext = false
		return 0, errShelfAway
	}
	return c.Rev, nil
}

func (s *shelf) Set(_ context.Context, id string, agent queue.AgentID, field string, value json.RawMessage, rev int) (int, error) {
	return s.change(id, agent, rev, func(c *form.Contact) { c.Values[field] = value })
}

func (s *shelf) Close(_ context.Context, id string, agent queue.AgentID, rev int) error {
	s.mu.Lock()
	noCase := s.noCase
	s.mu.Unlock()
	if noCase {
		return form.ErrNoCase
	}
	_, err := s.change(id, agent, rev, func(c *form.Contact) { c.Closed = true })
	return err
}

func (s *shelf) Current(_ context.Context, agent queue.AgentID) ([]form.Contact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return nil, errShelfAway
	}
	var open []form.Contact
	for id, c := range s.contacts {
		if c.Agent == agent && !c.Closed {
			open = append(open, s.copyOf(id))
		}
	}
	return open, nil
}

// Finished tells of what was closed at the moment that its being filed says, or just now.
func (s *shelf) Finished(_ context.Context, agent queue.AgentID, within time.Duration) ([]form.Finished, error) {
	if err := s.gone(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []form.Finished
	for _, c := range s.contacts {
		if age := s.whose[c.ID].Age; c.Agent == agent && c.Closed && age < within {
			all = append(all, form.Finish(*c, time.Now().Add(-age)))
		}
	}
	return all, nil
}

// file puts a contact there, and whose it is to be.
func (s *shelf) file(c form.Contact, w form.Whose) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contacts[c.ID], s.whose = &c, map[string]form.Whose{c.ID: w}
}

func (s *shelf) Reopen(_ context.Context, id string, _ queue.AgentID, may func(form.Whose) error) (form.Contact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.contacts[id] == nil {
		return form.Contact{}, form.ErrNotYours
	}
	if err := may(s.whose[id]); err != nil {
		return form.Contact{}, err
	}
	s.contacts[id].Closed = false
	return s.copyOf(id), nil
}

// backFails has nobody called back, for that reason.
func (s *shelf) backFails(err error) { s.mu.Lock(); defer s.mu.Unlock(); s.backErr = err }

func (s *shelf) CallBack(_ context.Context, contact string, call queue.CallID, _ queue.AgentID, may func(form.Whose) error) (form.Callback, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backAs = call
	if err := may(s.whose[contact]); err != nil {
		return form.Callback{}, err
	}
	return s.back, s.backErr
}

// CalledPlace keeps it; a case is whose it was filed to be.
func (s *shelf) CalledPlace(_ context.Context, c form.PlaceCall, may func(form.Whose) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errShelfAway
	}
	if c.Case != "" {
		if err := may(s.whose[c.Case]); err != nil {
			return err
		}
	}
	s.places = append(s.places, c)
	return nil
}

// placesCalled is what was kept so far.
func (s *shelf) placesCalled() []form.PlaceCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.places)
}

// Known tells of every caller the same, once it may.
func (s *shelf) Known(ctx context.Context, _ queue.CallID, _ queue.Caller, _ queue.AgentID) (form.Known, error) {
	if s.asked != nil {
		select {
		case <-s.asked:
		case <-ctx.Done():
		}
	}
	if err := s.gone(); err != nil {
		return form.Known{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known, nil
}

// Earlier lists what there is; what may not be read is without its words.
func (s *shelf) Earlier(_ context.Context, _ queue.CallID, _ queue.Caller, _ queue.AgentID, _ int, reads func(form.Whose) bool) ([]form.Earlier, error) {
	if err := s.gone(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []form.Earlier
	for _, e := range s.earlier {
		if e.Open = reads(form.Whose{Agent: e.Agent}); !e.Open {
			e.Values = map[string]json.RawMessage{"call_type": e.Values["call_type"]}
		}
		all = append(all, e)
	}
	return all, nil
}

// Enter begins a contact that was no call.
func (s *shelf) Enter(_ context.Context, e form.Entered, may func(form.Whose) error) (form.Contact, error) {
	if err := s.gone(); err != nil {
		return form.Contact{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := may(s.whose[string(e.For)]); err != nil {
		return form.Contact{}, err
	}
	if s.contacts[e.ID] == nil {
		values, err := e.Values(form.Latest)
		if err != nil {
			return form.Contact{}, err
		}
		c := &form.Contact{ID: e.ID, Agent: e.By, Version: form.Latest, Rev: len(values), Values: map[string]json.RawMessage{}, OpenedAt: time.Now()}
		for _, v := range values {
			c.Values[v.Field] = v.Value
		}
		s.contacts[e.ID] = c
	}
	return s.copyOf(e.ID), nil
}
