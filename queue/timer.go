package queue

// timer is the one deadline of a call or an agent: the earliest of all that it waits for.
type timer struct {
	at    moment
	seq   uint64
	pos   int // place in the heap, from 1; zero when it is not there
	call  *call
	agent *agent
}

func (t *timer) before(u *timer) bool {
	return t.at < u.at || t.at == u.at && t.seq < u.seq
}

// timers is a heap with four children to a node. No two timers are equal, so the order in which
// they fire does not depend on the heap's history.
type timers []*timer

// set moves t to a new moment; never takes it out.
func (h *timers) set(t *timer, at moment) {
	switch {
	case at == t.at && (t.pos != 0) == (at != 0):
	case at == 0:
		h.remove(t)
	case t.pos == 0:
		t.at = at
		*h = append(*h, t)
		t.pos = len(*h)
		h.up(t)
	case at < t.at:
		t.at = at
		h.up(t)
	default:
		t.at = at
		h.down(t)
	}
}

// remove takes t out.
func (h *timers) remove(t *timer) {
	s := *h
	end := s[len(s)-1]
	s[len(s)-1] = nil
	*h = s[:len(s)-1]
	if end != t {
		end.pos = t.pos
		s[t.pos-1] = end
		h.up(end)
		h.down(end)
	}
	t.at, t.pos = 0, 0
}

func (h *timers) up(t *timer) {
	s, i := *h, t.pos-1
	for i > 0 {
		p := (i - 1) / 4
		if !t.before(s[p]) {
			break
		}
		s[i] = s[p]
		s[i].pos = i + 1
		i = p
	}
	s[i] = t
	t.pos = i + 1
}

func (h *timers) down(t *timer) {
	s, i := *h, t.pos-1
	for {
		child := 4*i + 1
		if child >= len(s) {
			break
		}
		least := child
		for j := child + 1; j < min(child+4, len(s)); j++ {
			if s[j].before(s[least]) {
				least = j
			}
		}
		if !s[least].before(t) {
			break
		}
		s[i] = s[least]
		s[i].pos = i + 1
		i = least
	}
	s[i] = t
	t.pos = i + 1
}
