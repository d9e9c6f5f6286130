package agent

import (
	"maps"
)

// Seat is the session that a screen belongs to.
type Seat struct {
	// Session names it, and is no secret.
	Session string
	// Locked says that nobody has proved to sit there for a while. The screen is then shown neither contacts nor
	// numbers and can change no contact. Its phone rings all the same, and a talk goes on.
	Locked bool
}

// Lock tells which sessions are locked now; all others are not. It may be told again and again.
func (h *Hub) Lock(sessions map[string]bool) {
	sessions = maps.Clone(sessions)
	h.post(func(f *floor) { f.lock(sessions) })
}

func (f *floor) lock(sessions map[string]bool) {
	for _, p := range f.people {
		changed := false
		for _, s := range p.sockets {
			if s.locked != sessions[s.session] {
				s.locked, changed = sessions[s.session], true
			}
		}
		if changed {
			p.shown = nil
			f.show(p)
		}
	}
}

// covered is a view without what may not stand on a screen that nobody sits at.
func (v ownView) covered() ownView {
	v.Me.Locked = true
	v.Context, v.Contact, v.Pending, v.Unfinished, v.Closed = nil, nil, false, []contactView{}, []finishedView{}
	if v.Offer != nil {
		o := *v.Offer
		o.Caller, o.Choice, v.Offer = callerView{}, "", &o
	}
	if v.Call != nil {
		c := *v.Call
		c.Caller, c.Choice, v.Call = callerView{}, "", &c
	}
	return v
}

// coveredFrame is the person's view for their locked screens. Few are locked and looked at, so it is not kept.
func (f *floor) coveredFrame(p *person, clock []byte) []byte {
	b := append([]byte(nil), clock...)
	b = append(b, ',')
	b = append(b, inner(f.shared.all)...)
	b = append(b, ',')
	b = append(b, inner(encode(f.ownView(p, p.key).covered()))...)
	if p.board {
		board := f.boardView()
		for i := range board.Calls {
			board.Calls[i].Caller, board.Calls[i].Choice = callerView{}, ""
		}
		b = append(b, `,"board":`...)
		b = append(b, encode(board)...)
	}
	return append(b, '}')
}
