package sim

// note is something that will happen to a visit or a helper. It lives inside them: neither awaits
// more than one thing at a time.
type note struct {
	at   moment
	rank rank
	seq  uint64
	pos  int // place in the agenda, from 1; zero when it is not there

	visit  *visit
	helper *helper
	feed   *feed
}

// rank orders what happens at the same moment.
type rank uint8

const (
	dutyEnds rank = iota
	talkEnds
	wrapUpEnds
	dutyBegins
	patienceEnds
	arrives
)

func (n *note) before(m *note) bool {
	if n.at != m.at {
		return n.at < m.at
	}
	if n.rank != m.rank {
		return n.rank < m.rank
	}
	return n.seq < m.seq
}

// agenda is a heap of what is to come. No two notes are equal, so the order in which they come out
// depends on nothing else.
type agenda struct {
	notes []*note
	seq   uint64
}

// put adds a note that is not there, behind those of the same moment and rank.
func (a *agenda) put(n *note, r rank, at moment) {
	a.seq++
	a.place(n, r, at, a.seq)
}

// place adds a note with an order of its own among those of the same moment and rank.
func (a *agenda) place(n *note, r rank, at moment, seq uint64) {
	n.rank, n.at, n.seq = r, at, seq
	a.notes = append(a.notes, n)
	n.pos = len(a.notes)
	a.up(n)
}

// cross takes a note out, if it is there.
func (a *agenda) cross(n *note) {
	if n.pos == 0 {
		return
	}
	end := a.notes[len(a.notes)-1]
	a.notes[len(a.notes)-1] = nil
	a.notes = a.notes[:len(a.notes)-1]
	if end != n {
		end.pos = n.pos
		a.notes[end.pos-1] = end
		a.up(end)
		a.down(end)
	}
	n.pos = 0
}

// first is what comes next; nil when there is nothing any more.
func (a *agenda) first() *note {
	if len(a.notes) == 0 {
		return nil
	}
	return a.notes[0]
}

func (a *agenda) up(n *note) {
	i := n.pos - 1
	for i > 0 {
		p := (i - 1) / 4
		if !n.before(a.notes[p]) {
			break
		}
		a.set(i, a.notes[p])
		i = p
	}
	a.set(i, n)
}

func (a *agenda) down(n *note) {
	i := n.pos - 1
	for {
		least := 4*i + 1
		if least >= len(a.notes) {
			break
		}
		for j := least + 1; j < min(4*i+5, len(a.notes)); j++ {
			if a.notes[j].before(a.notes[least]) {
				least = j
			}
		}
		if !a.notes[least].before(n) {
			break
		}
		a.set(i, a.notes[least])
		i = least
	}
	a.set(i, n)
}

func (a *agenda) set(i int, n *note) {
	a.notes[i] = n
	n.pos = i + 1
}
