package queue

// timer is the one deadline of a call or an agent: the earliest of all that it waits for.
type timer struct {
	at    moment
	seq   uint64
	pos   int // place in the heap, from 1; zero when it is not there
	call  *call
	agent *agent
}

// alarm is a timer's place in the heap, with a copy of what the heap compares.
type alarm struct {
	at    moment
	seq   uint64
	timer *timer
}

func (a *alarm) before(b *alarm) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// timers is a heap with four children to a node. No two timers are equal, so the order in which
// they fire does not depend on the heap's history.
type timers []alarm

// set moves t to a new moment; never takes it out.
func (h *timers) set(t *timer, at moment) {
	was := t.at
	t.at = at
	switch {
	case at == was:
	case at == 0:
		h.remove(t.pos - 1)
		t.pos = 0
	case was == 0:
		*h = append(*h, alarm{})
		h.up(len(*h)-1, alarm{at, t.seq, t})
	case at < was:
		h.up(t.pos-1, alarm{at, t.seq, t})
	default:
		h.down(t.pos-1, alarm{at, t.seq, t})
	}
}

// remove fills the place i with the last alarm.
func (h *timers) remove(i int) {
	s := *h
	end := s[len(s)-1]
	s[len(s)-1] = alarm{}
	*h = s[:len(s)-1]
	switch {
	case i == len(*h):
	case i > 0 && end.before(&s[(i-1)/4]):
		h.up(i, end)
	default:
		h.down(i, end)
	}
}

// up finds the place of a, from the free place i upwards.
func (h *timers) up(i int, a alarm) {
	s := *h
	for i > 0 {
		p := (i - 1) / 4
		if !a.before(&s[p]) {
			break
		}
		s.put(i, s[p])
		i = p
	}
	s.put(i, a)
}

// down finds the place of a, from the free place i downwards.
func (h *timers) down(i int, a alarm) {
	s := *h
	for {
		child := 4*i + 1
		if child >= len(s) {
			break
		}
		least := child
		for j := child + 1; j < min(child+4, len(s)); j++ {
			if s[j].before(&s[least]) {
				least = j
			}
		}
		if !s[least].before(&a) {
			break
		}
		s.put(i, s[least])
		i = least
	}
	s.put(i, a)
}

func (h timers) put(i int, a alarm) {
	h[i] = a
	a.timer.pos = i + 1
}
