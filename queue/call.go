package queue

import "time"

// call is one caller's visit, from arrival to the end.
type call struct {
	id     CallID
	caller Caller
	line   *line
	seq    uint64

	state     CallState
	since     moment // in this state
	arrived   moment // its seniority, for ever
	queued    moment // when it first waited, less what it did since besides waiting
	connected moment // first talk

	step  int    // the widest step reached
	class int    // urgent, or the line's priority
	offer uint32 // number of the last offer, or of the leg that is talked on
	legs  uint32 // how many legs were numbered, guests' too
	agent *agent // whom it is offered to, talks with, or is parked for
	why   how    // the last choice of an agent fell so

	asked    *transfer // where it was transferred to, while that holds
	holder   *agent    // for whom alone it waits
	held     moment    // until when
	apart    moment    // since when it is on hold in a talk
	muted    moment    // since when nobody hears the caller
	parked   moment    // until when it is parked for its agent alone
	refused  int       // offers that came to nothing
	refusals []refusal
	exit     *Command  // how it leaves, once it does
	by       Party     // who ended it, if we know better than Asterisk
	forced   bool      // it was sent away a second time
	inRoom   bool      // it is in the waiting room
	fresh    bool      // it has not been matched against the free yet
	danger   moment    // when a counsellor noted danger
	talker   AgentID   // who talked with it last, or asked for it
	choice   string    // what its caller chose in a menu
	back     bool      // from a destination outside: it is not asked by a menu
	menus    int       // how often the menu was said
	listens  moment    // since when it is over, and a key is waited for
	out      string    // whom its counsellor called; empty for a call that came in
	fate     EndReason // why that came to nothing
	guests   []*guest  // of the talk
	giver    AgentID   // who gave it away and may take it back, as long as nobody answers

	waited, rang, talked time.Duration // up to since
	onHold               time.Duration // of talked, up to apart

	place  node[call] // in Core.floor
	spot   node[call] // in its lane or with its holder
	lane   *lane      // where it belongs while it waits
	timer  timer
	said   moment // until when all announcements have been made
	sayAt  moment // when the next is due
	stepAt moment // when the needs widen
}

// enter puts the call into another state and keeps the account of its time.
func (c *Core) enter(k *call, s CallState) {
	if k.muted != 0 { // by whoever talked with them, and by nobody else
		c.unmute(k, ReasonTalkOver)
	}
	k.waited, k.rang, k.talked = k.totals(c.now)
	c.account(k)
	k.state, k.since = s, c.now
	c.arm(k)
}

// totals are how long the call waited, rang and talked until a moment.
func (k *call) totals(now moment) (waited, rang, talked time.Duration) {
	waited, rang, talked = k.waited, k.rang, k.talked
	d := time.Duration(now - k.since)
	switch k.state {
	case CallWaiting, CallConnecting, CallParked:
		waited += d
	case CallOffered:
		if !k.unreached() {
			waited += d
		}
		rang += d
	case CallDialling:
		rang += d
	case CallTalking:
		talked += d
	}
	return waited, rang, talked
}

// holds are how long the caller was on hold until a moment. It is part of the talk.
func (k *call) holds(until moment) time.Duration {
	if k.apart == 0 {
		return k.onHold
	}
	return k.onHold + time.Duration(until-k.apart)
}

// about adds a record that concerns a call.
func (c *Core) about(k *call, kind Kind) *Record {
	r := c.record(kind)
	r.Call, r.Line, r.Offer, r.Outgoing = k.id, k.line.ID, k.offer, k.out != ""
	r.Waited, r.Rang, r.Talked = k.totals(c.now)
	r.Held = k.holds(c.now)
	if k.agent != nil {
		r.Agent = k.agent.id
	}
	return r
}

// offerID names the call's last offer.
func (k *call) offerID() OfferID { return OfferID{k.id, k.offer} }

// number counts the call's next offer.
func (k *call) number() {
	k.count()
	k.offer = k.legs
}

// count numbers the call's next leg; the one after the largest is 1 again, for 0 is none.
func (k *call) count() {
	if k.legs++; k.legs == 0 {
		k.legs = 1
	}
}

// ahead says whether k goes before other: the more urgent, then the more senior.
func (k *call) ahead(other *call) bool {
	if k.class != other.class {
		return k.class > other.class
	}
	return k.place.before(&other.place)
}

// add makes a call known.
func (c *Core) add(id CallID, l *line, caller Caller, arrived moment) *call {
	k := c.blank()
	k.id, k.line, k.caller, k.class = id, l, caller, l.Priority
	k.seq, k.arrived, k.since = c.next(), arrived, c.now
	c.known(k)
	return k
}

// known puts a call where it is found.
func (c *Core) known(k *call) {
	k.timer.call, k.timer.seq = k, k.seq
	k.place.of, k.place.at, k.place.seq = k, k.arrived, k.seq
	k.spot.of, k.spot.at, k.spot.seq = k, k.arrived, k.seq
	c.calls[k.id] = k
	c.floor.put(&k.place)
}

// blank is a call struct with nothing in it but room.
func (c *Core) blank() *call {
	n := len(c.spare)
	if n == 0 {
		return &call{}
	}
	k := c.spare[n-1]
	c.spare = c.spare[:n-1]
	*k = call{refusals: k.refusals[:0]}
	return k
}

// remove forgets a call.
func (c *Core) remove(k *call) {
	c.unqueue(k)
	c.timers.set(&k.timer, 0)
	k.place.leave()
	c.forgive(k)
	delete(c.calls, k.id)
	c.spare = append(c.spare, k)
}

// leg finds whose leg this is: that of the agent whom the call is offered to or talks with, when it is live, or that of a
// guest. One that is neither is stale, and nobody's business.
func (c *Core) leg(o OfferID) (k *call, g *guest, live bool) {
	if k = c.calls[o.Call]; k != nil {
		if k.offer == o.N && k.agent != nil {
			return k, nil, true
		}
		if g = k.guest(o.N); g != nil {
			return k, g, false
		}
	}
	c.stats.Stale++
	return nil, nil, false
}
