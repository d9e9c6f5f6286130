package queue_test

import (
	"slices"
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

// TestWhoWasCalledStaysCalledWhenTheyComeBack from the duty phones, which did not answer: no figure counts them as a caller, no greeting
// thanks them for calling, and they do not wait behind others. So it is also when nobody knows any more whom it was.
func TestWhoWasCalledStaysCalledWhenTheyComeBack(t *testing.T) {
	policy, err := queue.ParsePolicy([]byte(`{"lines":[{"id":"116111","greeting":"welcome"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for out, want := range map[string]string{"contact:7": "contact:7", "": "out-1~2"} {
		core := queue.New(policy, queue.Config{Epoch: 2})
		core.Step(now, queue.LinkUp{})
		core.Step(now, queue.CallArrived{Call: "c1", Line: "116111"})
		core.Step(now, queue.GreetingEnded{Call: "c1"})
		did := core.Step(now.Add(time.Second), queue.CallArrived{Call: "out-1~2", Line: "116111", At: now, Out: out})
		for _, r := range did.Records {
			if !r.Outgoing {
				t.Errorf("%s counts as a caller's", r.Kind)
			}
		}
		for _, c := range did.Commands {
			if c.Do == queue.Greet && c.Prompt != "" {
				t.Errorf("they hear %s", c.Prompt)
			}
		}
		if v := core.View(); len(v.Calls) != 2 || v.Calls[1].Out != want {
			t.Errorf("seen: %+v", v.Calls)
		}
		for _, e := range []queue.Event{queue.SignedIn{Agent: "anna", Role: queue.Psychologist}, queue.ScreenUp{Agent: "anna"}, queue.PhoneUp{Agent: "anna"}} {
			core.Step(now.Add(2*time.Second), e)
		}
		did = core.Step(now.Add(2*time.Second), queue.Ready{Agent: "anna"})
		if len(did.Commands) != 1 || did.Commands[0].Do != queue.Ring || did.Commands[0].Call != "out-1~2" {
			t.Errorf("rings %+v", did.Commands)
		}
		did = core.Step(now.Add(3*time.Second), queue.CallEnded{Call: "out-1~2", By: queue.ByCaller})
		ended := slices.IndexFunc(did.Records, func(r queue.Record) bool { return r.Kind == queue.RecEnded })
		if ended < 0 || !did.Records[ended].Outgoing || did.Records[ended].Reason != string(queue.EndAbandoned) {
			t.Errorf("ended: %+v", did.Records)
		}
	}
}
