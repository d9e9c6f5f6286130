package sim

import "alo116/queue"

// Report is the result of a simulation.
type Report struct {
	Seed       uint64           `json:"seed"`
	All        Group            `json:"all"`
	CallTypes  map[string]Group `json:"call_types"`
	Agents     []AgentsUse      `json:"agents"`
	Unservable [][]queue.Skill  `json:"unservable"`
}

// AgentsUse is how busy the people of one name were.
type AgentsUse struct {
	Name      string `json:"name"`
	Occupancy Figure `json:"occupancy"`
}

// Group is the figures of all calls, or of those of one type.
type Group struct {
	Offered          Figure       `json:"offered"`
	Answered         Figure       `json:"answered"`
	Abandoned        Figure       `json:"abandoned"`
	Blocked          Figure       `json:"blocked"`
	PWait            Figure       `json:"p_wait"`
	PAbandon         Figure       `json:"p_abandon"`
	PBlock           Figure       `json:"p_block"`
	MeanWaitS        Figure       `json:"mean_wait_s"`
	MeanWaitAnswered Figure       `json:"mean_wait_answered_s"`
	P95WaitS         Figure       `json:"p95_wait_s"`
	MeanQueue        Figure       `json:"mean_queue"`
	Occupancy        Figure       `json:"occupancy"`
	ServiceLevel     ServiceLevel `json:"service_level"`
}

// ServiceLevel is the share of calls answered in time under each of its definitions.
type ServiceLevel struct {
	OfOffered                  Figure `json:"of_offered"`
	OfOfferedLessShortAbandons Figure `json:"of_offered_less_short_abandons"`
	OfAnswered                 Figure `json:"of_answered"`
}

// could says what can happen at all, to tell "never" from "not seen".
type could struct{ wait, abandon, block bool }

// group makes the figures of some call types together.
func (t *tally) group(kinds []int, can could) Group {
	cells := make([]sums, t.cells)
	var waits []wait
	for _, k := range kinds {
		for i := range cells {
			cells[i].add(&t.kinds[k].cells[i])
		}
		waits = append(waits, t.kinds[k].waits...)
	}
	of := func(f func(*sums) float64) []float64 {
		values := make([]float64, len(cells))
		for i := range cells {
			values[i] = f(&cells[i])
		}
		return values
	}
	offered := of(func(s *sums) float64 { return s.offered })
	answered := of(func(s *sums) float64 { return s.answered })
	abandoned := of(func(s *sums) float64 { return s.abandoned })
	blocked := of(func(s *sums) float64 { return s.blocked })
	entered := of(func(s *sums) float64 { return s.offered - s.blocked })
	waited := of(func(s *sums) float64 { return s.waited })
	inTime := of(func(s *sums) float64 { return s.inTime })
	patient := of(func(s *sums) float64 { return s.offered - s.shortAbandons })
	// Calls are refused and give up in clusters, about as long as the rows of calls that wait.
	few := rare * max(1, add(waited)/max(1, add(of(func(s *sums) float64 { return s.rows }))))
	return Group{
		Offered:          total(offered),
		Answered:         total(answered),
		Abandoned:        unseen(total(abandoned), can.abandon, few, 1),
		Blocked:          unseen(total(blocked), can.block, few, 1),
		PWait:            unseen(share(waited, entered), can.wait, rare, add(entered)),
		PAbandon:         unseen(share(abandoned, entered), can.abandon, few, add(entered)),
		PBlock:           unseen(share(blocked, offered), can.block, few, add(offered)),
		MeanWaitS:        ratio(of(func(s *sums) float64 { return s.wait }), entered),
		MeanWaitAnswered: ratio(of(func(s *sums) float64 { return s.waitAnswered }), answered),
		P95WaitS:         percentile(0.95, waits, t.cells),
		MeanQueue:        ratio(of(func(s *sums) float64 { return s.queue }), t.lasted),
		Occupancy:        occupied(of(func(s *sums) float64 { return s.busy }), t.presence(), add(offered)),
		ServiceLevel: ServiceLevel{
			OfOffered:                  unseen(share(inTime, offered), true, rare, add(offered)),
			OfOfferedLessShortAbandons: unseen(share(inTime, patient), true, rare, add(patient)),
			OfAnswered:                 unseen(share(inTime, answered), can.wait, rare, add(answered)),
		},
	}
}

// unseen widens the interval of an event that may happen, but was seen hardly ever or nearly always,
// to so few times in so many.
func unseen(f Figure, can bool, few, of float64) Figure {
	most := Number(few / of)
	if can && (f.Value < most || 1-f.Value < most && of > 1) {
		f.HalfWidth = max(f.HalfWidth, most)
	}
	return f
}

// occupied is a share of time; whether it is all of it, so many calls cannot tell.
func occupied(busy, present []float64, calls float64) Figure {
	f := share(busy, present)
	return unseen(f, float64(f.Value) > 0.5, rare, calls)
}

func (s *sums) add(o *sums) {
	s.offered += o.offered
	s.answered += o.answered
	s.abandoned += o.abandoned
	s.blocked += o.blocked
	s.waited += o.waited
	s.rows += o.rows
	s.inTime += o.inTime
	s.shortAbandons += o.shortAbandons
	s.wait += o.wait
	s.waitAnswered += o.waitAnswered
	s.queue += o.queue
	s.busy += o.busy
}

// presence is the agents' time on duty, by cell.
func (t *tally) presence() []float64 {
	sum := make([]float64, t.cells)
	for _, g := range t.groups {
		for i, v := range g.present {
			sum[i] += v
		}
	}
	return sum
}
