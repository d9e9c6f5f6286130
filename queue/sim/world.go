package sim

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"alo116/queue"
)

// world is everything around a core: callers, agents, phones that are answered at once, and a clock
// that jumps to whatever comes next. The core is told facts and obeyed; it is asked nothing.
type world struct {
	core   *queue.Core
	policy *queue.Policy
	now    moment
	agenda agenda
	tally  *tally

	helpers map[queue.AgentID]*helper
	team    []*helper
	visits  map[queue.CallID]*visit
	count   int // visits so far
	todo    []queue.Event

	wrapping []*helper // whose wrap-up began in this step
	scratch  struct {
		arrived queue.CallArrived
		ended   queue.CallEnded
	}

	// timeless says that no rule of the policy depends on time. Then only the core's safety net asks
	// for a look, once a second, and one that found nothing is as good as all until something happens.
	timeless, settled bool

	// watch, if not nil, sees each step of the core before anything is made of it.
	watch func(e queue.Event, out queue.Output)
}

// visit is one caller. All that could happen to them is drawn when they come, so that nothing that
// happens to one changes the others' fate.
type visit struct {
	note
	number   int // counts the arrivals
	id       queue.CallID
	line     queue.LineID
	caller   queue.Caller
	kind     int // index in the tally
	arrived  moment
	talk     moment // at speed 1
	patience moment // never: for ever
	wrapUp   moment // negative: as their helper takes
	choice   string // in the line's menu
	cell     int    // of the tally, -1 if not counted
	waiting  bool
	helper   *helper
}

// feed is a source of visits, one after the other; the last is followed by nil.
type feed struct {
	note
	coming *visit
	next   func() *visit
}

// newWorld makes a world in which nothing has happened yet.
func newWorld(p *queue.Policy, start moment, team []*helper, t *tally) *world {
	w := &world{
		core: queue.New(p, queue.Config{Epoch: 1}), policy: p, now: start, team: team, tally: t,
		helpers: map[queue.AgentID]*helper{}, visits: map[queue.CallID]*visit{},
	}
	return w
}

// open lets the link come up and the agents begin.
func (w *world) open() {
	w.tell(queue.LinkUp{})
	for i, h := range w.team {
		w.helpers[h.id], h.place = h, uint64(i)
		w.tell(queue.ScreenUp{Agent: h.id})
		w.tell(queue.PhoneUp{Agent: h.id})
		w.changeDuty(h)
	}
}

// expect puts the next visit of a feed on the agenda.
func (w *world) expect(f *feed) {
	if f.coming = f.next(); f.coming != nil {
		f.feed = f
		w.agenda.put(&f.note, arrives, f.coming.arrived)
	}
}

// next says when something happens next, and what; without a note it is the core's own deadline.
func (w *world) next() (moment, *note) {
	at, n := never, w.agenda.first()
	if n != nil {
		at = n.at
	}
	if due, ok := w.core.Deadline(); ok && !w.settled && momentOf(due) < at {
		return momentOf(due), nil
	}
	return at, n
}

// advance lets the next thing happen, unless it is later than the end. It says whether it did.
func (w *world) advance(end moment) bool {
	at, n := w.next()
	if at > end || at == never {
		return false
	}
	w.now = at
	if n == nil {
		before := w.core.Stats().Decisions
		w.tell(queue.Tick{})
		w.settled = w.timeless && w.core.Stats().Decisions == before
		return true
	}
	w.settled = false
	w.agenda.cross(n)
	switch n.rank {
	case talkEnds, patienceEnds:
		w.endCall(n.visit, queue.ByCaller)
	case wrapUpEnds:
		w.tell(queue.WrapUpDone{Agent: n.helper.id})
	case dutyBegins, dutyEnds:
		w.changeDuty(n.helper)
	case arrives:
		w.arrive(n.feed.coming)
		w.expect(n.feed)
	}
	return true
}

func (w *world) arrive(v *visit) {
	w.count++
	v.number = w.count
	v.id = queue.CallID(strconv.Itoa(v.number))
	v.note.visit = v
	v.waiting = true
	w.visits[v.id] = v
	w.tally.arrived(v, w.now)
	a := &w.scratch.arrived
	*a = queue.CallArrived{Call: v.id, Line: v.line, Caller: v.caller, At: w.now.time()}
	w.tell(a)
	if v.waiting && v.patience != never {
		w.agenda.put(&v.note, patienceEnds, w.now+v.patience)
	}
}

func (w *world) endCall(v *visit, by queue.Party) {
	w.scratch.ended = queue.CallEnded{Call: v.id, By: by}
	w.tell(&w.scratch.ended)
}

// tell steps the core with a fact, and with all that follows from it at the same moment.
func (w *world) tell(e queue.Event) {
	w.step(e)
	for i := 0; i < len(w.todo); i++ {
		w.step(w.todo[i])
	}
	clear(w.todo)
	w.todo = w.todo[:0]
}

func (w *world) step(e queue.Event) {
	out := w.core.Step(w.now.time(), e)
	if w.watch != nil {
		w.watch(e, out)
	}
	for i := range out.Commands {
		w.obey(&out.Commands[i])
	}
	for i := range out.Records {
		w.follow(&out.Records[i])
	}
	w.letWrapUp()
}

// obey does in no time what Asterisk and the agents' phones would.
func (w *world) obey(c *queue.Command) {
	switch c.Do {
	case queue.Greet:
		if c.Prompt != "" {
			w.todo = append(w.todo, queue.GreetingEnded{Call: c.Call})
		}
	case queue.SayMenu:
		w.todo = append(w.todo, queue.KeyPressed{Call: c.Call, Key: w.keyOf(w.visits[c.Call])})
	case queue.Ring:
		w.todo = append(w.todo, queue.Joined{Offer: c.Offer})
	case queue.Divert:
		w.todo = append(w.todo, queue.CallEnded{Call: c.Call, By: queue.ByTransfer})
	case queue.Dismiss, queue.HangUp:
		w.todo = append(w.todo, queue.CallEnded{Call: c.Call, By: queue.BySystem})
	}
}

// keyOf is what a caller presses in the line's menu, as soon as it is said: the key of their choice. Who has none, or one that these rules
// do not know, presses a wrong one as often as they are asked, and waits without a choice.
func (w *world) keyOf(v *visit) string {
	for _, l := range w.policy.Lines {
		if l.ID != v.line || l.Menu == nil {
			continue
		}
		for _, c := range l.Menu.Choices {
			if c.Code == v.choice {
				return c.Key
			}
		}
	}
	return ""
}

// follow keeps the account of what the core says has happened.
func (w *world) follow(r *queue.Record) {
	switch r.Kind {
	case queue.RecConnected:
		w.connect(w.visits[r.Call], w.helpers[r.Agent])
	case queue.RecWrapUp:
		w.wrapUp(w.visits[r.Call], w.helpers[r.Agent])
	case queue.RecWrapUpDone:
		w.free(w.helpers[r.Agent])
	case queue.RecEnded:
		w.ended(w.visits[r.Call], queue.EndReason(r.Reason))
	}
}

func (w *world) connect(v *visit, h *helper) {
	w.agenda.cross(&v.note)
	v.waiting, v.helper = false, h
	w.tally.started(v, w.now)
	h.line, h.busy = v.kind, true
	w.tally.works(h, +1, w.now)
	w.agenda.put(&v.note, talkEnds, w.now+span(v.talk.seconds()/h.speed))
}

func (w *world) ended(v *visit, why queue.EndReason) {
	delete(w.visits, v.id)
	w.agenda.cross(&v.note)
	if v.waiting {
		v.waiting = false
		w.tally.left(v, why, w.now)
	} else if h := v.helper; !h.wrapping {
		w.free(h)
	}
}

// close counts those who still wait, in the order in which they came, and says how many of each type
// they are among those who count.
func (w *world) close() map[int]int {
	left := map[int]int{}
	byNumber := func(a, b *visit) int { return cmp.Compare(a.number, b.number) }
	for _, v := range slices.SortedFunc(maps.Values(w.visits), byNumber) {
		if !v.waiting {
			continue
		}
		if v.cell >= 0 {
			left[v.kind]++
		}
		w.tally.unfinished(v, w.now)
	}
	return left
}

// check says what the core did wrong, if anything.
func (w *world) check() error {
	if n := w.core.Stats().MissedWakeups; n > 0 {
		return fmt.Errorf("the core missed %d matches that only its safety net found: this is a fault in it, not in the file", n)
	}
	return nil
}
