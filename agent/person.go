package agent

import (
	"maps"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// person is somebody who was seen here, and what they were last shown.
type person struct {
	Person
	board   bool      // their role sees the floor
	sockets []*socket // of their tabs, the newest last
	driver  *socket   // the one whose tab drives the phone
	here    bool      // signed in to the queue
	proven  bool      // ScreenUp was said, and not ScreenDown
	gone    *time.Timer
	left    *time.Timer

	contacts []*held         // open ones, the oldest first
	closed   []form.Finished // a moment ago, the newest first
	loading  bool
	loaded   bool // the store told which are open
	failed   bool // and the last time it was asked, it was away
	finished queue.CallID
	last     queue.CallView // the last call they were connected to, for the wrap-up

	desk     bool          // their phone is one on their desk
	silenced queue.OfferID // the leg in which their voice is kept from the others
	rephone  bool          // which phone is theirs is to be asked again

	known     known // of the caller at hand
	fruitless *fruitless

	changes uint64 // of contacts and of what is known of the caller
	key     viewKey
	own     []byte // encoded for key
	shown   []byte // the last view without its clock
}

// become takes who the person is by now.
func (p *person) become(now Person) {
	p.Person = now
	p.board = roles.Could(now.Role, roles.Read, roles.Board) != roles.No
}

// live tells whether any of the person's tabs runs.
func (p *person) live() bool {
	for _, s := range p.sockets {
		if !s.frozen {
			return true
		}
	}
	return false
}

func (p *person) stopTimers() {
	for _, t := range [...]*time.Timer{p.gone, p.left} {
		if t != nil {
			t.Stop()
		}
	}
	p.gone, p.left = nil, nil
}

// prove tells the core when a person's screen is proven alive, and when it has been gone long enough.
func (f *floor) prove(p *person) {
	f.drive(p)
	if p.live() {
		p.stopTimers()
		if !p.proven {
			p.proven = true
			f.cfg.Metrics.people.Inc()
			f.cfg.Emit(queue.ScreenUp{Agent: p.ID})
		}
		return
	}
	if p.proven && p.gone == nil {
		p.gone = f.after(goneAfter, func() { f.lose(p) })
	}
}

// lose says that a screen is gone, if it still is.
func (f *floor) lose(p *person) {
	if p.live() || !p.proven {
		return
	}
	p.gone = nil
	p.proven = false
	f.cfg.Metrics.people.Dec()
	f.cfg.Emit(queue.ScreenDown{Agent: p.ID})
	p.left = f.after(leaveAfter, func() {
		if !p.live() {
			f.signOut(p.ID)
		}
	})
}

// after posts do when d has passed.
func (f *floor) after(d time.Duration, do func()) *time.Timer {
	return time.AfterFunc(d, func() { f.hub.post(func(*floor) { do() }) })
}

// drive chooses the tab that drives the phone: the newest that runs, but never away from one that rings or talks.
func (f *floor) drive(p *person) {
	var newest *socket
	for _, s := range p.sockets {
		if s == p.driver && onPhone(f.agents[p.ID].Work) {
			return
		}
		if !s.frozen {
			newest = s
		}
	}
	p.driver = newest
}

func onPhone(w queue.Work) bool {
	return w == queue.Reserved || w == queue.Ringing || w == queue.Dialling || w == queue.Connecting || w == queue.Talking
}

func sameProfile(a, b Person) bool {
	return a.Role == b.Role && maps.Equal(a.Skills, b.Skills)
}
