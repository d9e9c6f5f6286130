package agent

import (
	"slices"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// hold gives the caller of the own talk music; resume takes them back.
func (f *floor) hold(p *person, _ *socket, m message) error {
	if err := f.ownTalk(p, roles.Hold, m); err != nil {
		return err
	}
	f.cfg.Emit(queue.HoldAsked{Call: m.Call, Agent: p.ID})
	return nil
}

func (f *floor) resume(p *person, _ *socket, m message) error {
	if err := f.ownTalk(p, roles.Hold, m); err != nil {
		return err
	}
	f.cfg.Emit(queue.ResumeAsked{Call: m.Call, Agent: p.ID})
	return nil
}

// placeCaller has the caller of the own talk heard by the others in it, or by nobody.
func (f *floor) placeCaller(p *person, _ *socket, m message) error {
	if err := f.ownTalk(p, roles.Hold, m); err != nil {
		return err
	}
	state := queue.GuestState(m.State)
	if state != queue.GuestIn && state != queue.GuestMuted {
		return errNoSense
	}
	f.cfg.Emit(queue.CallerMuted{Call: m.Call, Agent: p.ID, On: state == queue.GuestMuted})
	return nil
}

// danger notes the moment, for the journal and every supervisor's board, and tells the numbers to call for help. Said again, it
// only tells them again.
func (f *floor) danger(p *person, s *socket, m message) error {
	if err := f.ownTalk(p, roles.Hold, m); err != nil {
		return err
	}
	f.cfg.Emit(queue.DangerNoted{Call: m.Call, Agent: p.ID})
	s.answer(emergency{Type: "emergency", About: m.Call, Numbers: emergencyNumbers()})
	return nil
}

// emergency tells whom to call when life is in danger.
type emergency struct {
	Type    string            `json:"type"`
	About   queue.CallID      `json:"about"` // the call
	Numbers []emergencyNumber `json:"numbers"`
}

type emergencyNumber struct {
	Number string     `json:"number"`
	Label  form.Label `json:"label"`
}

func emergencyNumbers() (ns []emergencyNumber) {
	for _, n := range form.EmergencyNumbers() {
		ns = append(ns, emergencyNumber{n.Number, n.Label})
	}
	return ns
}

// ownTalk refuses what a person may not do to a talk, or is not about their own.
func (f *floor) ownTalk(p *person, do roles.Action, m message) error {
	c, live := f.calls[m.Call]
	if !live || c.State != queue.CallTalking {
		return errGone
	}
	if err := f.mayOn(p, do, c); err != nil {
		return err
	}
	if c.Agent != p.ID {
		return errNotAllowed
	}
	return nil
}

// takeBack has a call come back to who gave it away, before anybody answers it.
func (f *floor) takeBack(p *person, _ *socket, m message) error {
	c, live := f.calls[m.Call]
	if !live || c.Giver != p.ID {
		return errGone
	}
	f.cfg.Emit(queue.TakenBack{Call: m.Call, Agent: p.ID})
	return nil
}

// ways is where a talk can be given to, told when somebody asks: it changes too often to be in every view.
type ways struct {
	Type   string        `json:"type"`
	ID     string        `json:"id"`
	People []wayPerson   `json:"people"`
	Skills []queue.Skill `json:"skills"`
	Divert []string      `json:"divert"`
	// Ask are who can be asked into the talk at once, Emergency which numbers beside Divert.
	Ask       []wayPerson       `json:"ask"`
	Emergency []emergencyNumber `json:"emergency"`
}

type wayPerson struct {
	ID   queue.AgentID `json:"id"`
	Name string        `json:"name"`
	Role queue.Role    `json:"role"`
	Free bool          `json:"free"` // would be rung at once
}

// tellWays lists who takes calls, now or next, and where else a talk may go.
func (f *floor) tellWays(p *person, s *socket, m message) error {
	policy := f.cfg.Policy()
	w := ways{Type: "ways", ID: m.ID, Skills: policy.Skills, Divert: destinations(policy), Emergency: emergencyNumbers()}
	w.People = f.wayPeople(func(id queue.AgentID) bool { return id != p.ID && f.takesCalls(id) })
	w.Ask = f.wayPeople(func(id queue.AgentID) bool { return f.askable(p, id) })
	if w.Skills == nil {
		w.Skills = []queue.Skill{}
	}
	s.answer(w)
	return nil
}

// wayPeople lists, by name, those who fit.
func (f *floor) wayPeople(fits func(queue.AgentID) bool) []wayPerson {
	all := []wayPerson{}
	for _, a := range f.view.Agents {
		if who := f.people[a.Agent]; who != nil && fits(a.Agent) {
			all = append(all, wayPerson{a.Agent, who.Name, a.Role, a.Presence == queue.IsReady && a.Work == queue.Idle && a.Screen && a.Phone})
		}
	}
	slices.SortStableFunc(all, func(a, b wayPerson) int { return strings.Compare(a.Name, b.Name) })
	return all
}
