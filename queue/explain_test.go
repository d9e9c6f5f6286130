package queue_test

import (
	"fmt"
	"testing"
	"time"

	"alo116/queue"
)

// In any team of a helpline's size everybody is accounted for by name: a candidate, or passed over and why.
func TestAnExplanationNamesTheWholeTeam(t *testing.T) {
	p, err := queue.ParsePolicy([]byte(`{"skills":["danger"],"lines":[{"id":"a","steps":[{"needs":[{"skill":"danger"}]},{"after_s":60}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	core, now := queue.New(p, queue.Config{Epoch: 1}), time.Unix(1_700_000_000, 0)
	step := func(e queue.Event) queue.Output { now = now.Add(time.Millisecond); return core.Step(now, e) }
	step(queue.LinkUp{})
	for i := range 64 {
		id, skills := queue.AgentID(fmt.Sprint(i)), map[queue.Skill]queue.Level{}
		if i < 40 {
			skills["danger"] = 1
		}
		step(queue.SignedIn{Agent: id, Role: queue.Psychologist, Skills: skills})
		if i >= 20 {
			continue // not ready
		}
		for _, e := range []queue.Event{queue.ScreenUp{Agent: id}, queue.PhoneUp{Agent: id}, queue.Ready{Agent: id}} {
			step(e)
		}
	}
	for _, r := range step(queue.CallArrived{Call: "c", Line: "a", At: now}).Records {
		if r.Kind != queue.RecOffered {
			continue
		}
		why := map[string]int{}
		for _, b := range r.Why.Passed {
			why[b.Why]++
		}
		if len(r.Why.Candidates) != 20 || why["not_ready"] != 20 || why["skill"] != 24 || len(r.Why.Passed) != 44 {
			t.Errorf("%d candidates, passed over %v", len(r.Why.Candidates), why)
		}
		return
	}
	t.Error("nobody was offered the call")
}
