package queue

// list holds things in the order of (at, seq), which is never equal for two of them. Things come
// in mostly at one of the ends, so putting one in walks from both ends at once.
type list[T any] struct {
	first, last *node[T]
	len         int
}

// node is a thing's place in a list. It lives inside the thing, so a list never allocates.
type node[T any] struct {
	prev, next *node[T]
	in         *list[T]
	of         *T
	at         moment
	seq        uint64
}

func (n *node[T]) before(m *node[T]) bool {
	return n.at < m.at || n.at == m.at && n.seq < m.seq
}

// put gives n its place.
func (l *list[T]) put(n *node[T]) {
	prev, next := l.last, l.first
	for prev != nil && n.before(prev) && next.before(n) {
		prev, next = prev.prev, next.next
	}
	switch {
	case prev == nil:
		l.link(nil, n, nil)
	case n.before(prev):
		l.link(next.prev, n, next)
	default:
		l.link(prev, n, prev.next)
	}
}

func (l *list[T]) link(prev, n, next *node[T]) {
	n.prev, n.next, n.in = prev, next, l
	if prev == nil {
		l.first = n
	} else {
		prev.next = n
	}
	if next == nil {
		l.last = n
	} else {
		next.prev = n
	}
	l.len++
}

// leave takes n out of the list it is in, if any.
func (n *node[T]) leave() {
	l := n.in
	if l == nil {
		return
	}
	if n.prev == nil {
		l.first = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		l.last = n.prev
	} else {
		n.next.prev = n.prev
	}
	l.len--
	n.prev, n.next, n.in = nil, nil, nil
}
