package queue_test

import (
	"testing"
	"time"

	"alo116/queue"
)

func TestCallsOfAnEarlierLifeGetTheirEnd(t *testing.T) {
	policy, err := queue.ParsePolicy([]byte(`{"lines":[{"id":"116111","number":"116-111","name":{"en":"Child helpline"},"steps":[{"after_s":0}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	core := queue.New(policy, queue.Config{Epoch: 2})
	core.Step(now, queue.CallsRecalled{Calls: []queue.RecalledCall{
		{Call: "gone", Line: "116111"}, {Call: "talked", Line: "116111", Talked: true}, {Call: "here", Line: "116111"}}})
	core = queue.Restore(core.Snapshot())
	ends := map[queue.CallID]string{}
	up := queue.LinkUp{Live: []queue.LiveCall{{Call: "here", Line: "116111", At: now}}}
	for range 2 { // the second time nothing is left to end
		for _, r := range core.Step(now, up).Records {
			if r.Kind == queue.RecEnded {
				if ends[r.Call] != "" {
					t.Errorf("%s ended twice", r.Call)
				}
				ends[r.Call] = r.Reason + " " + string(r.By)
			}
		}
	}
	if len(ends) != 2 || ends["gone"] != "lost lost" || ends["talked"] != "answered lost" {
		t.Errorf("ends: %v", ends)
	}
}
