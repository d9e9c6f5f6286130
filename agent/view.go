package agent

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// What one person is shown, beside what everybody is. See PROTOCOL.md.
type (
	ownView struct {
		Me         meView         `json:"me"`
		Offer      *offerView     `json:"offer"`
		Call       *callView      `json:"call"`
		Context    *contextView   `json:"context"`
		Contact    *contactView   `json:"contact"`
		Pending    bool           `json:"contact_pending"`
		Unfinished []contactView  `json:"unfinished"`
		Closed     []finishedView `json:"closed"`
		Fruitless  *fruitless     `json:"fruitless"`
	}
	meView struct {
		Presence queue.Presence `json:"presence"`
		Reason   string         `json:"reason"`
		Next     queue.Presence `json:"next"`
		Work     queue.Work     `json:"work"`
		Since    stamp          `json:"since"`
		Screen   bool           `json:"screen"`
		Phone    bool           `json:"phone"`
		Call     queue.CallID   `json:"call"`
		PhoneTab string         `json:"phone_tab"`
		Desk     bool           `json:"desk"`  // their phone is one on their desk
		Muted    bool           `json:"muted"` // and their own voice there is kept from the others
		Locked   bool           `json:"locked"`
	}
	callerView struct {
		Withheld bool   `json:"withheld"`
		Masked   string `json:"masked"`
	}
	offerView struct {
		ID       string       `json:"id"`
		Call     queue.CallID `json:"call"`
		N        uint32       `json:"n"`
		Line     queue.LineID `json:"line"`
		Arrived  stamp        `json:"arrived"`
		WaitedS  int          `json:"waited_s"`
		Since    stamp        `json:"since"`
		Deadline stamp        `json:"deadline"`
		Caller   callerView   `json:"caller"`
		Refused  int          `json:"refused"`
		Choice   string       `json:"choice,omitempty"` // of the caller, in the line's menu, by its code
		Host     string       `json:"host"`             // who asks one into their talk; empty for an offer
		Out      bool         `json:"out"`              // one asked for it oneself, and the phone answers
		Place    *placeView   `json:"place,omitempty"`
	}
	callView struct {
		ID        queue.CallID `json:"id"`
		Offer     string       `json:"offer"`
		Line      queue.LineID `json:"line"`
		State     string       `json:"state"`
		Since     stamp        `json:"since"`
		Arrived   stamp        `json:"arrived"`
		Connected stamp        `json:"connected"`
		Held      stamp        `json:"held"`
		Muted     stamp        `json:"muted"`
		Danger    stamp        `json:"danger"`
		Caller    callerView   `json:"caller"`
		Guests    []guestView  `json:"guests"`
		Host      string       `json:"host"`  // whose talk it is, where one is a guest
		Guest     string       `json:"guest"` // and where in it one is
		Out       bool         `json:"out"`   // one calls
		Choice    string       `json:"choice,omitempty"`
		Place     *placeView   `json:"place,omitempty"`
	}
	contactView struct {
		ID     string                     `json:"id"`
		Call   queue.CallID               `json:"call"`
		Line   queue.LineID               `json:"line"`
		Form   string                     `json:"form"`
		Rev    int                        `json:"rev"`
		Opened stamp                      `json:"opened"`
		Values map[string]json.RawMessage `json:"values"`
		// CallBack: the caller may be called back, as far as this contact says.
		CallBack bool `json:"call_back"`
		// Kept: the caller's number is, sealed; without it nobody can be called back, and there is nothing to reveal.
		Kept bool `json:"number_kept"`
	}
)

// viewKey is all that a person's own part is made of. While it stays the same, so does the part.
type viewKey struct {
	agent   queue.AgentView
	call    queue.CallView
	offerS  int
	tab     string
	desk    bool
	muted   bool
	pending bool
	guest   queue.GuestView // where they are in another's talk
	host    string          // whose talk that is
	given   bool            // they gave the call away, and may take it back
	changes uint64
	role    queue.Role // what a contact shows goes by it
	read    int        // contacts young enough to be read
	closed  int        // and closed ones young enough to be opened again
}

// show sends a person their view if it differs from the last one in more than the clock.
func (f *floor) show(p *person) {
	f.drive(p)
	f.acquaint(p)
	key := f.keyOf(p)
	if key != p.key || p.own == nil {
		p.key, p.own = key, encode(f.ownView(p, key))
	}
	if len(p.sockets) == 0 {
		p.shown = nil
		return
	}
	frame, clock := f.frame(p, time.Now())
	if bytes.Equal(frame[clock:], p.shown) {
		return
	}
	p.shown = frame[clock:]
	var covered []byte
	for _, s := range p.sockets {
		switch {
		case !s.locked:
			s.show(frame)
		case covered == nil:
			covered = f.coveredFrame(p, frame[:clock])
			fallthrough
		default:
			s.show(covered)
		}
	}
}

// frame joins the shared parts and the person's own; the clock ends at the second result.
func (f *floor) frame(p *person, now time.Time) (frame []byte, clock int) {
	b := make([]byte, 0, 64+len(f.shared.all)+len(p.own)+len(f.shared.board))
	b = append(b, `{"type":"view","at":`...)
	b = strconv.AppendInt(b, now.UnixMilli(), 10)
	clock = len(b)
	b = append(b, ',')
	b = append(b, inner(f.shared.all)...)
	b = append(b, ',')
	b = append(b, inner(p.own)...)
	if p.board {
		b = append(b, `,"board":`...)
		b = append(b, f.shared.board...)
	}
	return append(b, '}'), clock
}

// inner is an encoded object without its braces.
func inner(object []byte) []byte { return object[1 : len(object)-1] }

// keyOf gathers what the person's own part is made of.
func (f *floor) keyOf(p *person) viewKey {
	a := f.agents[p.ID]
	key := viewKey{agent: a, changes: p.changes, role: p.Role, pending: f.pending(p, a)}
	key.closed = len(p.reopenable())
	for _, h := range p.contacts {
		if p.reads(h) {
			key.read++
		}
	}
	key.desk, key.muted = p.desk, p.desk && a.Offer.N != 0 && p.silenced == a.Offer
	if p.driver != nil {
		key.tab = p.driver.tab
	}
	if c, live := f.calls[a.Call]; live && c.Agent == p.ID {
		p.last = c
		p.last.Held, p.last.Muted, p.last.Guests = time.Time{}, time.Time{}, [queue.MaxGuests]queue.GuestView{}
		key.call = c
		key.offerS = f.offerS(c.Line)
	} else if g := c.Guest(p.ID); live && g.N != 0 {
		key.call, key.guest, key.host, key.pending = c, g, f.nameOf(c.Agent), false // the record is the host's
	} else if p.last.Call == a.Call {
		key.call = p.last
		if c, live := f.calls[a.Call]; live && c.Giver == p.ID {
			key.given = true
		}
	}
	return key
}

func (f *floor) ownView(p *person, key viewKey) ownView {
	a := key.agent
	v := ownView{Me: meView{Presence: a.Presence, Reason: a.Reason, Next: a.Next, Work: a.Work, Since: stamp(a.Since),
		Screen: a.Screen, Phone: a.Phone, Call: a.Call, PhoneTab: key.tab, Desk: key.desk, Muted: key.muted}, Pending: key.pending, Unfinished: []contactView{}, Closed: p.reopenable(), Fruitless: p.fruitless}
	if a.Agent == "" { // not known to the core yet
		v.Me.Presence, v.Me.Work = queue.Offline, queue.Idle
	}
	switch a.Work {
	case queue.Reserved, queue.Ringing:
		v.Offer = offer(key.call, a, key.offerS)
		v.Offer.Place = f.placeOf(key.call)
		if key.guest.N != 0 {
			v.Offer.invited(key)
		}
	case queue.Dialling, queue.Connecting, queue.Talking, queue.WrappingUp:
		v.Call = call(key.call, a, key.given)
		v.Call.Guests, v.Call.Place = f.guests(key.call), f.placeOf(key.call)
		if key.guest.N != 0 {
			v.Call.visited(key)
		}
	}
	v.Context = p.known.view(p)
	for _, h := range p.contacts {
		if !p.reads(h) {
			continue
		}
		c := contactView{h.ID, h.Call, h.Line, h.Version, h.Rev, stamp(h.OpenedAt), form.Seen(h.Contact, p.Role, true), h.Number && form.SafeToCall(h.Contact), h.Number}
		if h.Call == a.Call && v.Call != nil {
			v.Contact = &c
		} else {
			v.Unfinished = append(v.Unfinished, c)
		}
	}
	return v
}

func offer(c queue.CallView, a queue.AgentView, offerS int) *offerView {
	return &offerView{ID: a.Offer.String(), Call: a.Call, N: a.Offer.N, Line: c.Line, Arrived: stamp(c.Arrived),
		WaitedS: int(c.Since.Sub(c.Arrived) / time.Second), Since: stamp(c.Since),
		Deadline: stamp(c.Since.Add(time.Duration(offerS) * time.Second)), Caller: caller(c.Caller), Refused: c.Refused, Choice: c.Choice, Out: c.State == queue.CallOffered && c.Out != "" && c.Connected.IsZero() && c.Refused == 0}
}

func call(c queue.CallView, a queue.AgentView, given bool) *callView {
	v := &callView{ID: a.Call, Offer: a.Offer.String(), Line: c.Line, State: string(c.State), Since: stamp(c.Since),
		Arrived: stamp(c.Arrived), Connected: stamp(c.Connected), Held: stamp(c.Held), Muted: stamp(c.Muted), Danger: stamp(c.Danger), Caller: caller(c.Caller), Out: c.Out != "", Choice: c.Choice}
	if a.Work == queue.WrappingUp {
		v.State, v.Since = "ended", stamp(a.Since)
		if given {
			v.State = "given"
		}
	}
	return v
}

// invited makes an offer what it is to somebody who is asked into a talk.
func (v *offerView) invited(key viewKey) {
	since := key.guest.Since
	v.Since, v.Deadline, v.Host, v.Refused = stamp(since), stamp(since.Add(queue.GuestRing)), key.host, 0
	v.WaitedS = int(since.Sub(key.call.Arrived) / time.Second)
}

// visited makes a talk what it is to its guest: who else is in it is the host's business.
func (v *callView) visited(key viewKey) {
	v.Host, v.Guest, v.Guests, v.Since = key.host, string(key.guest.State), []guestView{}, stamp(key.guest.Since)
	if key.guest.State == queue.GuestJoining {
		v.State = string(queue.CallConnecting)
	}
}

func caller(c queue.Caller) callerView { return callerView{c.Withheld, c.Masked} }
