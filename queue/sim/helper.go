package sim

import "alo116/queue"

// helper is one simulated agent.
type helper struct {
	work  note // the end of the wrap-up
	shift note // the end of the shift, or of being off

	id     queue.AgentID
	role   queue.Role
	skills map[queue.Skill]queue.Level
	group  int    // index in the tally
	place  uint64 // in the team: the order in which shifts that begin together begin
	speed  float64
	wrapUp moment
	// duty says whether they are on duty at a moment, and until when that is so.
	duty func(moment) (on bool, until moment)

	on       bool // duty
	busy     bool // talk or wrap-up
	wrapping bool
	rest     moment // how long that takes
	line     int    // of the call of this work
	counted  bool   // as present in the tally
}

// changeDuty lets a helper begin or end their shift.
func (w *world) changeDuty(h *helper) {
	h.shift.helper, h.work.helper = h, h
	on, until := h.duty(w.now)
	next := dutyBegins
	if on {
		next = dutyEnds
	}
	if until != never {
		w.agenda.place(&h.shift, next, until, h.place)
	}
	if on == h.on {
		return
	}
	h.on = on
	w.tally.present(h, w.now)
	if !on {
		w.tell(queue.SignedOut{Agent: h.id})
		return
	}
	w.tell(queue.SignedIn{Agent: h.id, Role: h.role, Skills: h.skills})
	w.tell(queue.Ready{Agent: h.id})
}

// wrapUp notes that a helper works on after a call; the core may end that in the same step.
func (w *world) wrapUp(v *visit, h *helper) {
	h.wrapping, h.rest = true, h.wrapUp
	if v.wrapUp >= 0 {
		h.rest = v.wrapUp
	}
	w.wrapping = append(w.wrapping, h)
}

// letWrapUp lets those work on whose wrap-up has begun in this step and still goes on.
func (w *world) letWrapUp() {
	for _, h := range w.wrapping {
		switch {
		case !h.wrapping:
		case h.rest == 0:
			w.todo = append(w.todo, queue.WrapUpDone{Agent: h.id})
		default:
			w.agenda.put(&h.work, wrapUpEnds, w.now+h.rest)
		}
	}
	w.wrapping = w.wrapping[:0]
}

// free ends a helper's work.
func (w *world) free(h *helper) {
	if !h.busy {
		return
	}
	w.agenda.cross(&h.work)
	w.tally.works(h, -1, w.now)
	h.busy, h.wrapping = false, false
	w.tally.present(h, w.now)
}
