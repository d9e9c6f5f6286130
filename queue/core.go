package queue

import "time"

// Core is the whole state of the queue. One goroutine owns it: it is not safe for use by several.
type Core struct {
	rules *rules

	now  moment        // the moment of this step
	at   time.Time     // the same by the world's clock
	skew time.Duration // how far the core's clock is ahead of the world's, which once ran backwards
	seq  uint64        // counts whoever came, so that equal moments have an order

	epoch, records uint64
	out            Output
	whys           []*Explanation // reused by each step
	explained      int            // of them used in this step

	link     bool
	linked   moment // when it last came up
	calls    map[CallID]*call
	agents   map[AgentID]*agent
	floor    list[call]     // all calls by seniority
	roster   []*agent       // all agents in order of sign-in
	recalled []RecalledCall // of an earlier life, until the first LinkUp
	spare    []*call        // ended calls, to be used again
	timers   timers
	memory   memory
	paces    map[LineID]*pace

	// What follows is an index over the calls and agents, made anew whenever the rules change.

	lanes    []*lane // in order of urgency
	busy     bitset  // lanes with waiting calls
	profiles []*profile
	byKey    map[string]*profile
	idle     bitset   // profiles with free agents
	longest  []moment // by profile, since when the longest idle of its free agents is
	waiting  int      // calls that wait
	signed   int      // agents signed in
	free     int      // agents who could be offered a call now

	// What this step has stirred up; settle sees to it.

	freed   []*agent // may take a call
	woken   []*call  // may be taken
	peopled bool     // who is signed in, or present, has changed
	refused int      // calls that remember a refusal

	audited moment // when the safety net was last drawn
	stats   Stats
}

// Config is what a core must be told once.
type Config struct {
	// Epoch tells this core's records from those of its earlier lives. It must be new each time.
	Epoch uint64
}

// Stats counts what the core did in its life.
type Stats struct {
	Decisions     uint64 // offers made
	MissedWakeups uint64 // matches that only the safety net found: a fault of the core, always 0
	Stale         uint64 // events about what was over already: normal, now and then
}

// New makes a core without calls and agents. Nothing is offered before its first LinkUp. The policy must be one that [Policy.Check] accepts.
func New(p *Policy, cfg Config) *Core {
	c := &Core{
		rules: newRules(p),
		epoch: cfg.Epoch,
		calls: map[CallID]*call{}, agents: map[AgentID]*agent{}, paces: map[LineID]*pace{},
	}
	c.reindex(nil)
	return c
}

// Step tells the core a fact at a moment and gives back what is to be done about it. The output
// belongs to the core and is overwritten by the next step. An event may be given as a pointer.
func (c *Core) Step(now time.Time, e Event) Output {
	c.begin(now)
	c.expire()
	e.apply(c)
	c.expire()
	c.settle()
	c.audit()
	return c.out
}

// Deadline says when to step again at the latest, be it with a [Tick]. After a step it is always
// later than that step, if there is one at all.
func (c *Core) Deadline() (time.Time, bool) {
	at := sooner(c.timers.first(), c.auditAt())
	return c.time(at), at != 0
}

// Stats gives the counts so far.
func (c *Core) Stats() Stats { return c.stats }

func (Tick) apply(*Core) {}

// do asks for something to be done in Asterisk.
func (c *Core) do(cmd Command) { c.out.Commands = append(c.out.Commands, cmd) }

// tell asks for something to be done about a call, and returns it to be completed.
func (c *Core) tell(v Verb, k *call) *Command {
	c.out.Commands = oneMore(c.out.Commands)
	cmd := &c.out.Commands[len(c.out.Commands)-1]
	*cmd = Command{}
	cmd.Do, cmd.Call = v, k.id
	return cmd
}

// tellLeg asks for something to be done about the leg of the agent whom a call is offered to or talks with.
func (c *Core) tellLeg(v Verb, k *call) *Command {
	cmd := c.tell(v, k)
	cmd.Agent, cmd.Offer = k.agent.id, OfferID{k.id, k.offer}
	return cmd
}

// record adds a line to the journal and returns it to be completed.
func (c *Core) record(kind Kind) *Record {
	if c.records++; c.records == 0 {
		c.epoch, c.records = c.epoch+1, 1
	}
	c.out.Records = oneMore(c.out.Records)
	r := &c.out.Records[len(c.out.Records)-1]
	*r = Record{} // emptied where it lies: a literal with fields would be made elsewhere and moved
	r.Epoch, r.N, r.At, r.Kind = c.epoch, c.records, c.at, kind
	return r
}

// oneMore makes room for one more at the end, without emptying it: whoever asks writes all of it.
func oneMore[T any](s []T) []T {
	if len(s) < cap(s) {
		return s[:len(s)+1]
	}
	return append(s, *new(T))
}

// next counts up.
func (c *Core) next() uint64 {
	c.seq++
	return c.seq
}
