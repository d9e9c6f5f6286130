package queue

// timer is the one deadline of a call or an agent: the earliest of all that it waits for.
type timer struct {
	at    moment // never when it is not set
	seq   uint64
	id    int32 // while it is set
	call  *call
	agent *agent
}

// timers is a heap with four children to a node. No two timers are equal, so the order in which
// they fire does not depend on the heap's history. What the heap compares and moves lies close
// together: with ten thousand calls waiting, a look into each call would cost more than all the rest.
type timers struct {
	heap  []alarm
	owner []*timer // by id
	place []int32  // in the heap, by id
	spare []int32  // ids that are not in use
}

// alarm is a timer's place in the heap.
type alarm struct {
	at  moment
	seq uint64
	id  int32
}

func (a *alarm) before(b *alarm) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// first is the moment of the timer that fires first; 0 if none is set.
func (h *timers) first() moment {
	if len(h.heap) == 0 {
		return 0
	}
	return h.heap[0].at
}

// due is the timer that fires first, if its moment has come by now; else nil.
func (h *timers) due(now moment) *timer {
	if len(h.heap) == 0 || h.heap[0].at > now {
		return nil
	}
	return h.owner[h.heap[0].id]
}

// set moves t to a new moment; never takes it out.
func (h *timers) set(t *timer, at moment) {
	was := t.at
	t.at = at
	switch {
	case at == was:
	case at == 0:
		h.remove(int(h.place[t.id]))
		h.owner[t.id] = nil
		h.spare = append(h.spare, t.id)
	case was == 0:
		t.id = h.enter(t)
		h.up(len(h.heap)-1, alarm{at, t.seq, t.id})
	case at < was:
		h.up(int(h.place[t.id]), alarm{at, t.seq, t.id})
	default:
		h.down(int(h.place[t.id]), alarm{at, t.seq, t.id})
	}
}

// enter makes room for t.
func (h *timers) enter(t *timer) int32 {
	h.heap = append(h.heap, alarm{})
	n := len(h.spare)
	if n == 0 {
		h.owner, h.place = append(h.owner, t), append(h.place, 0)
		return int32(len(h.owner) - 1)
	}
	id := h.spare[n-1]
	h.spare = h.spare[:n-1]
	h.owner[id] = t
	return id
}

// remove fills the place i with the last alarm.
func (h *timers) remove(i int) {
	n := len(h.heap) - 1
	end := h.heap[n]
	h.heap = h.heap[:n]
	switch {
	case i == n:
	case i > 0 && end.before(&h.heap[(i-1)/4]):
		h.up(i, end)
	default:
		h.down(i, end)
	}
}

// up finds the place of a, from the free place i upwards.
func (h *timers) up(i int, a alarm) {
	for i > 0 {
		p := (i - 1) / 4
		if !a.before(&h.heap[p]) {
			break
		}
		h.put(i, h.heap[p])
		i = p
	}
	h.put(i, a)
}

// down finds the place of a, from the free place i downwards.
func (h *timers) down(i int, a alarm) {
	for n := len(h.heap); ; {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		for j := child + 1; j < min(child+4, n); j++ {
			if h.heap[j].before(&h.heap[least]) {
				least = j
			}
		}
		if !h.heap[least].before(&a) {
			break
		}
		h.put(i, h.heap[least])
		i = least
	}
	h.put(i, a)
}

func (h *timers) put(i int, a alarm) {
	h.heap[i] = a
	h.place[a.id] = int32(i)
}
