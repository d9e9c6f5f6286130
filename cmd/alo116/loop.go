package main

import (
	"context"
	"time"

	"alo116/queue"
)

// loop is the one goroutine that owns the core. It waits for the next fact or deadline, steps,
// hands out what the step asks for, and publishes the floor as it now is. It does no I/O: each of
// its outlets copies what it is given and returns at once.
type loop struct {
	core    *queue.Core
	facts   *inbox[queue.Event]
	asks    chan chan<- struct{} // "are you alive?", for readiness
	do      func([]queue.Command)
	record  func([]queue.Record)
	publish func(queue.View)
}

func newLoop(core *queue.Core) *loop {
	return &loop{core: core, facts: newInbox[queue.Event](), asks: make(chan chan<- struct{})}
}

// emit reports a fact. It never blocks.
func (l *loop) emit(e queue.Event) { l.facts.put(e) }

// run steps the core until the context ends.
func (l *loop) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var batch []queue.Event
	for {
		select {
		case <-ctx.Done():
			return
		case answer := <-l.asks:
			close(answer)
			continue
		case <-l.facts.wake:
			batch = l.facts.take(batch)
			for i, e := range batch {
				l.step(e)
				batch[i] = nil
			}
		case <-timer.C:
			l.step(queue.Tick{})
		}
		l.publish(l.core.View())
		l.arm(timer)
	}
}

func (l *loop) step(e queue.Event) {
	out := l.core.Step(time.Now(), e)
	l.do(out.Commands)
	if len(out.Records) > 0 {
		l.record(out.Records)
	}
}

// arm sets the timer to the core's next deadline. A core with none is stepped by the next fact.
func (l *loop) arm(timer *time.Timer) {
	if next, ok := l.core.Deadline(); ok {
		timer.Reset(max(time.Until(next), 0))
		return
	}
	timer.Stop()
}

// alive tells whether the loop answers before the context ends.
func (l *loop) alive(ctx context.Context) bool {
	answer := make(chan struct{})
	select {
	case l.asks <- answer:
		<-answer
		return true
	case <-ctx.Done():
		return false
	}
}
