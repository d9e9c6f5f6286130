package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync"
)

// screen is a counsellor's page: it proves that it is alive, shows whom it is rung for, and closes the record of each call with
// one key, as nine in ten are.
type screen struct {
	wire    *wire
	account chan account // for the phone
	gone    chan struct{}

	mu      sync.Mutex
	ready   bool              // and provably so
	callers map[string]string // the last digits by offer
	closing map[string]bool   // records
}

// account is what a phone registers with.
type account struct{ User, Password string }

// told is what a page reads of the messages it gets.
type told struct {
	Type           string
	User, Password string // of "phone"
	Contact, Field string // of "saved"
	Rev            int
}

// view is what it reads of the floor's.
type view struct {
	Offer *struct {
		ID     string
		Caller caller
	}
	Call *struct {
		Offer  string
		Caller caller
	}
	Unfinished []struct {
		ID  string
		Rev int
	}
}

// caller is what a screen is told of one.
type caller struct{ Masked string }

// tail is what is shown of their number.
func (c caller) tail() string { return c.Masked[max(0, len(c.Masked)-2):] }

func openScreen(ctx context.Context, who *session) (*screen, error) {
	w, err := who.open(ctx, "/ws", "alo116")
	if err != nil {
		return nil, err
	}
	s := &screen{wire: w, account: make(chan account, 1), gone: make(chan struct{}), callers: map[string]string{}, closing: map[string]bool{}}
	w.send(`{"type":"hello","v":1,"tab":"` + token() + `"}`)
	go s.live()
	return s, nil
}

func (s *screen) live() {
	defer close(s.gone)
	for {
		text, err := s.wire.receive()
		if err != nil {
			return
		}
		switch {
		case bytes.HasPrefix(text, []byte(`{"type":"view"`)):
			s.look(text)
		case bytes.HasPrefix(text, []byte(`{"type":"beat"`)):
			s.wire.send(`{"type":"beat"}`)
		default:
			s.hear(text)
		}
	}
}

// look reads a view, and no more of it than it must: the machine is the service's.
func (s *screen) look(text []byte) {
	has := func(part string) bool { return bytes.Contains(text, []byte(part)) }
	s.mu.Lock()
	s.ready = has(`"presence":"ready"`) && has(`"phone":true`)
	s.mu.Unlock()
	if !has(`"offer":{`) && !has(`"call":{`) && !has(`"unfinished":[{`) {
		return
	}
	var v view
	if json.Unmarshal(text, &v) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.Offer != nil {
		s.callers[v.Offer.ID] = v.Offer.Caller.tail()
	}
	if v.Call != nil && v.Call.Offer != "" { // a newer view may have overtaken that of the offer
		s.callers[v.Call.Offer] = v.Call.Caller.tail()
	}
	for _, c := range v.Unfinished {
		if !s.closing[c.ID] {
			s.closing[c.ID] = true
			s.write(map[string]any{"type": "set", "id": "set", "contact": c.ID, "field": "call_type", "value": "silent", "rev": c.Rev})
		}
	}
}

func (s *screen) hear(text []byte) {
	var m told
	if json.Unmarshal(text, &m) != nil {
		return
	}
	switch {
	case m.Type == "phone" && m.User != "":
		select {
		case s.account <- account{m.User, m.Password}:
		default: // it has one
		}
	case m.Type == "saved" && m.Field != "":
		s.write(map[string]any{"type": "close", "id": "close", "contact": m.Contact, "rev": m.Rev})
	}
}

func (s *screen) write(m any) {
	var b strings.Builder
	if json.NewEncoder(&b).Encode(m) == nil {
		s.wire.send(b.String())
	}
}

func (s *screen) takeCalls(yes bool) {
	if yes {
		s.wire.send(`{"type":"ready"}`)
		return
	}
	s.wire.send(`{"type":"pause","reason":"break"}`)
}

func (s *screen) takesCalls() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ready
}

// callerOf gives the last digits of whom it was rung for.
func (s *screen) callerOf(offer string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tail, ok := s.callers[offer]
	return tail, ok
}
