package main

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"alo116/queue"
)

// floorOfOne is a loop over a line and one ready psychologist, with everything it hands out kept.
type floorOfOne struct {
	*loop
	commands []queue.Verb
	records  []queue.Kind
	view     queue.View
}

func newFloorOfOne(t *testing.T) *floorOfOne {
	t.Helper()
	policy, err := queue.ParsePolicy([]byte(`{"skills":[],"pause_reasons":["break"],"lines":[
		{"id":"116111","number":"116-111","name":{"en":"Child helpline"},"steps":[{"after_s":0}],"offer_s":20}]}`))
	if err != nil {
		t.Fatal(err)
	}
	f := &floorOfOne{loop: newLoop(queue.New(policy, queue.Config{Epoch: 1}))}
	f.do = func(commands []queue.Command) {
		for _, c := range commands {
			f.commands = append(f.commands, c.Do)
		}
	}
	f.record = func(records []queue.Record) {
		for _, r := range records {
			f.records = append(f.records, r.Kind)
		}
	}
	f.publish = func(v queue.View) { f.view = v }
	return f
}

func (f *floorOfOne) tell(events ...queue.Event) {
	for _, e := range events {
		f.emit(e)
	}
	synctest.Wait()
}

func TestLoop_turnsFactsIntoCommandsRecordsAndTheFloor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFloorOfOne(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go f.run(ctx)
		f.tell(queue.LinkUp{}, queue.SignedIn{Agent: "a", Role: queue.Psychologist}, queue.ScreenUp{Agent: "a"},
			queue.PhoneUp{Agent: "a"}, queue.Ready{Agent: "a"}, queue.CallArrived{Call: "c", Line: "116111", At: time.Now()},
			queue.GreetingEnded{Call: "c"})
		if !slices.Contains(f.commands, queue.Ring) {
			t.Fatalf("nobody rings: %v", f.commands)
		}
		if !slices.Contains(f.records, queue.RecOffered) || len(f.view.Calls) != 1 {
			t.Fatalf("the offer is not told: records %v, calls %v", f.records, f.view.Calls)
		}
	})
}

func TestLoop_stepsByItselfWhenADeadlineIsReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFloorOfOne(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go f.run(ctx)
		f.tell(queue.LinkUp{}, queue.SignedIn{Agent: "a", Role: queue.Psychologist}, queue.ScreenUp{Agent: "a"},
			queue.PhoneUp{Agent: "a"}, queue.Ready{Agent: "a"}, queue.CallArrived{Call: "c", Line: "116111", At: time.Now()},
			queue.GreetingEnded{Call: "c"}, queue.OfferRinging{Offer: queue.OfferID{Call: "c", N: 1}})
		time.Sleep(time.Minute) // of the bubble's clock: nobody waits
		synctest.Wait()
		if !slices.Contains(f.records, queue.RecMissed) {
			t.Fatalf("an offer that nobody answered is not missed: %v", f.records)
		}
	})
}

func TestLoop_answersWhileItLivesAndNotAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFloorOfOne(t)
		ctx, stop := context.WithCancel(t.Context())
		go f.run(ctx)
		if !f.alive(t.Context()) {
			t.Fatal("a living loop does not answer")
		}
		stop()
		synctest.Wait()
		late, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if f.alive(late) {
			t.Fatal("a dead loop answers")
		}
	})
}
