package agent

import (
	"slices"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// invite asks a colleague, or a place of the allow-list, into the own talk. Free numbers are called by nobody.
func (f *floor) invite(p *person, _ *socket, m message) error {
	if err := f.ownTalk(p, roles.Dial, m); err != nil {
		return err
	}
	target := f.target(m.Divert)
	person, place := m.To != "" && f.askable(p, m.To), target != ""
	if person == place || m.To != "" && m.Divert != "" {
		return errNoSense
	}
	if guests := f.calls[m.Call].Guests; guests[len(guests)-1].N != 0 {
		return errBusy
	}
	f.cfg.Emit(queue.GuestInvited{Call: m.Call, Agent: p.ID, Guest: m.To, Target: target})
	return nil
}

// askable tells whether somebody has hands free to be asked into a talk, also if they take no calls now.
func (f *floor) askable(p *person, id queue.AgentID) bool {
	a := f.agents[id]
	return id != p.ID && a.Presence != "" && a.Presence != queue.Offline && a.Work == queue.Idle && a.Call == "" && a.Screen && a.Phone
}

// target is what a place is called by in the queue; empty if it may not be called. That are the places where the policy sends
// calls, the emergency numbers, and the agencies that the directory marks to be called.
func (f *floor) target(place string) string {
	isEmergency := func(n form.EmergencyNumber) bool { return n.Number == place }
	switch {
	case slices.Contains(destinations(f.cfg.Policy()), place), slices.ContainsFunc(form.EmergencyNumbers(), isEmergency):
		return place
	case f.agencyName(place) != "":
		return queue.AgencyTarget + place
	}
	return ""
}

// Callable is an agency that may be called, and asked into a talk.
type Callable struct{ Number, Name string }

// SetCallable gives the agencies that may be called, as the directory has them now.
func (h *Hub) SetCallable(agencies []Callable) {
	h.post(func(f *floor) { f.callable = slices.Clone(agencies) })
}

// agencyName is what a number that may be called is called in the directory; empty if it may not be.
func (f *floor) agencyName(number string) string {
	for _, a := range f.callable {
		if a.Number == number {
			return a.Name
		}
	}
	return ""
}

// placeGuest has a guest of the own talk in it, muted, or on hold.
func (f *floor) placeGuest(p *person, _ *socket, m message) error {
	if err := f.ownGuest(p, roles.Hold, m); err != nil {
		return err
	}
	state := queue.GuestState(m.State)
	if state != queue.GuestIn && state != queue.GuestMuted && state != queue.GuestHeld {
		return errNoSense
	}
	f.cfg.Emit(queue.GuestPut{Call: m.Call, Agent: p.ID, N: m.Leg, State: state})
	return nil
}

func (f *floor) removeGuest(p *person, _ *socket, m message) error {
	if err := f.ownGuest(p, roles.Hold, m); err != nil {
		return err
	}
	f.cfg.Emit(queue.GuestRemoved{Call: m.Call, Agent: p.ID, N: m.Leg})
	return nil
}

// handOver leaves the own talk to a colleague who is in it.
func (f *floor) handOver(p *person, _ *socket, m message) error {
	if err := f.ownGuest(p, roles.Transfer, m); err != nil {
		return err
	}
	f.cfg.Emit(queue.HandedOver{Call: m.Call, Agent: p.ID, N: m.Leg})
	return nil
}

// ownGuest refuses what is not about a guest of the own talk.
func (f *floor) ownGuest(p *person, do roles.Action, m message) error {
	if err := f.ownTalk(p, do, m); err != nil {
		return err
	}
	for _, g := range f.calls[m.Call].Guests {
		if g.N == m.Leg && g.N != 0 {
			return nil
		}
	}
	return errGone
}

// guestView is one guest of a talk, as its counsellor sees them.
type guestView struct {
	Leg   uint32        `json:"leg"`
	Agent queue.AgentID `json:"agent"`
	Name  string        `json:"name"`
	Place string        `json:"place"`
	State string        `json:"state"`
	Since stamp         `json:"since"`
}

func (f *floor) guests(c queue.CallView) []guestView {
	all := []guestView{}
	for _, g := range c.Guests {
		if g.N != 0 {
			all = append(all, guestView{g.N, g.Agent, f.nameOf(g.Agent), strings.TrimPrefix(g.Target, queue.AgencyTarget), string(g.State), stamp(g.Since)})
		}
	}
	return all
}

// nameOf is somebody's name; empty for nobody, and for who was not seen yet.
func (f *floor) nameOf(id queue.AgentID) string {
	if p := f.people[id]; p != nil {
		return p.Name
	}
	return ""
}
