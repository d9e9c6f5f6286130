package agent

import (
	"context"
	"slices"
	"sync"
	"time"

	"alo116/queue"
)

// floor is everybody who is here. Only the goroutine in Hub.Run touches it; what takes time runs beside it
// and posts its answer.
type floor struct {
	hub  *Hub
	cfg  *Config
	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	people   map[queue.AgentID]*person // whoever was seen, for their names
	contacts map[string]*held          // open ones
	opening  map[queue.CallID]*opening
	today    today
	alerts   []Alert    // the newest first
	callable []Callable // agencies that may be called, and asked into a talk

	view   queue.View
	agents map[queue.AgentID]queue.AgentView
	calls  map[queue.CallID]queue.CallView
	policy *queue.Policy
	shared shared
}

func newFloor(ctx context.Context, h *Hub) *floor {
	ctx, stop := context.WithCancel(ctx)
	f := &floor{hub: h, cfg: &h.cfg, ctx: ctx, stop: stop,
		people:   map[queue.AgentID]*person{},
		contacts: map[string]*held{},
		opening:  map[queue.CallID]*opening{},
		today:    newToday(time.Now(), h.cfg.Location),
		agents:   map[queue.AgentID]queue.AgentView{},
		calls:    map[queue.CallID]queue.CallView{},
	}
	f.update(nil, nil)
	return f
}

// update takes what the core said, and shows everybody what changed for them.
func (f *floor) update(view *queue.View, records []queue.Record) {
	begun := time.Now()
	for i := range records {
		f.today.count(&records[i])
		f.noteOut(&records[i])
	}
	f.today.roll(begun)
	if view != nil {
		f.look(view)
	}
	for i := range records { // after the look, which knows the caller
		if r := &records[i]; r.Kind == queue.RecConnected {
			f.open(r.Call, r.Agent)
		}
	}
	f.policy = f.cfg.Policy()
	for _, p := range f.people {
		f.rephone(p)
	}
	f.shareAnew()
	// Counsellors first: somebody may be ringing there. A board is larger and may come a moment later.
	for _, p := range f.people {
		if !p.board {
			f.show(p)
		}
	}
	for _, p := range f.people {
		if p.board {
			f.show(p)
		}
	}
	f.cfg.Metrics.fanOut.Observe(time.Since(begun).Seconds())
}

// look takes a new view, and begins the contacts of those who talk.
func (f *floor) look(v *queue.View) {
	f.view = *v
	clear(f.agents)
	for _, a := range v.Agents {
		f.agents[a.Agent] = a
		f.forgetOut(a)
	}
	clear(f.calls)
	for _, c := range v.Calls {
		f.calls[c.Call] = c
		if c.State == queue.CallTalking && c.Agent != "" {
			f.open(c.Call, c.Agent)
		}
	}
	for call, o := range f.opening {
		if _, live := f.calls[call]; !live && o.done && f.agents[o.agent].Call != call {
			delete(f.opening, call)
		}
	}
}

// join takes a screen in.
func (f *floor) join(p Person, s *socket) {
	who := f.person(p.ID)
	changed := who.here && !sameProfile(who.Person, p)
	who.become(p)
	for _, old := range slices.Clone(who.sockets) {
		if old.tab == s.tab {
			old.finish("replaced")
			who.sockets = slices.DeleteFunc(who.sockets, func(x *socket) bool { return x == old })
		}
	}
	who.sockets = append(who.sockets, s)
	known := f.agents[p.ID].Presence
	if !who.here || changed || known == "" || known == queue.Offline {
		f.cfg.Emit(queue.SignedIn{Agent: p.ID, Role: p.Role, Skills: p.Skills})
		who.here = true
	}
	f.prove(who)
	f.loadContacts(who)
	f.fetchPhone(p.ID, s)
	if who.board && f.shared.board == nil {
		f.shareAnew()
	}
	who.shown = nil
	f.show(who)
}

// leave forgets a screen that is over.
func (f *floor) leave(id queue.AgentID, s *socket) {
	p := f.person(id)
	p.sockets = slices.DeleteFunc(p.sockets, func(x *socket) bool { return x == s })
	f.prove(p)
	f.show(p)
}

// signOut ends what a person has here.
func (f *floor) signOut(id queue.AgentID) {
	p := f.person(id)
	for _, s := range p.sockets {
		s.finish("signed_out")
	}
	p.sockets = nil
	p.stopTimers()
	if p.proven {
		p.proven = false
		f.cfg.Metrics.people.Dec()
		f.cfg.Emit(queue.ScreenDown{Agent: id})
	}
	if p.here {
		p.here = false
		f.cfg.Emit(queue.SignedOut{Agent: id})
	}
	f.drive(p)
}

// shut says goodbye to all and waits for what the floor started.
func (f *floor) shut() {
	f.stop()
	for _, p := range f.people {
		p.stopTimers()
		for _, s := range p.sockets {
			s.finish("shutdown")
		}
	}
	f.work.Wait()
}

// beside runs what takes time. The context ends with the floor.
func (f *floor) beside(work func(context.Context)) {
	f.work.Go(func() { work(f.ctx) })
}

func (f *floor) person(id queue.AgentID) *person {
	p := f.people[id]
	if p == nil {
		p = &person{Person: Person{ID: id}}
		f.people[id] = p
	}
	return p
}
