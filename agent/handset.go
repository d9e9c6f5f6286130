package agent

import (
	"strings"

	"alo116/queue"
)

// Handset is a person's desk phone, as their screen works it in their place. What becomes of it is told by who reports of phones.
type Handset interface {
	// PutDown declines what rings, or leaves the talk.
	PutDown(queue.AgentID)
	// Silence keeps the person's own voice from the others in the talk, or lets it in again; Hub.Silenced follows.
	Silence(id queue.AgentID, on bool)
	// Dial sends digits to the others in the talk.
	Dial(id queue.AgentID, digits string)
}

// Silenced tells in which of a person's legs their own voice is kept from the others; no offer: in none.
func (h *Hub) Silenced(id queue.AgentID, offer queue.OfferID) {
	h.post(func(f *floor) {
		p := f.person(id)
		p.silenced = offer
		f.show(p)
	})
}

// Rephone tells a person's screens anew which phone is theirs, once they are not on it.
func (h *Hub) Rephone(id queue.AgentID) {
	h.post(func(f *floor) {
		p := f.person(id)
		p.rephone = true
		f.rephone(p)
	})
}

func (f *floor) rephone(p *person) {
	if !p.rephone || onPhone(f.agents[p.ID].Work) {
		return
	}
	p.rephone = false
	for _, s := range p.sockets {
		f.fetchPhone(p.ID, s)
	}
}

// phoned notes which phone a person has.
func (f *floor) phoned(id queue.AgentID, desk bool) {
	p := f.person(id)
	p.desk = desk
	f.show(p)
}

func (f *floor) putDown(p *person, _ *socket, _ message) error {
	if err := f.handset(p); err != nil {
		return err
	}
	f.cfg.Handset.PutDown(p.ID)
	return nil
}

func (f *floor) silence(p *person, _ *socket, m message) error {
	if err := f.handset(p); err != nil {
		return err
	}
	state := queue.GuestState(m.State)
	if state != queue.GuestIn && state != queue.GuestMuted {
		return errNoSense
	}
	f.cfg.Handset.Silence(p.ID, state == queue.GuestMuted)
	return nil
}

func (f *floor) dialDigit(p *person, _ *socket, m message) error {
	if err := f.handset(p); err != nil {
		return err
	}
	if len(m.Digit) != 1 || !strings.Contains("0123456789*#", m.Digit) {
		return errNoSense
	}
	f.cfg.Handset.Dial(p.ID, m.Digit)
	return nil
}

// handset refuses what is about no call on a desk phone.
func (f *floor) handset(p *person) error {
	if f.cfg.Handset == nil || !p.desk || !onPhone(f.agents[p.ID].Work) {
		return errGone
	}
	return nil
}
