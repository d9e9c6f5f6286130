package sim

import (
	"slices"
	"testing"
	"time"

	"alo116/queue"
)

// Callers of the past press what they pressed then, and no menu takes their time.
func TestReplayedCallersPressWhatTheyChose(t *testing.T) {
	p := &queue.Policy{Lines: []queue.Line{{ID: "a", Menu: &queue.Menu{Prompt: "menu", Again: 1, Choices: []queue.Choice{{Key: "1", Code: "child"}, {Key: "#", Code: "adult"}}}}}}
	from := monday.time()
	var journal []queue.Record
	for call, choice := range map[queue.CallID]string{"c1": "adult", "c2": "", "c3": "gone"} {
		at := from.Add(time.Duration(call[1]-'0') * time.Minute)
		journal = append(journal, queue.Record{At: at, Kind: queue.RecArrived, Call: call, Line: "a"})
		if choice != "" {
			journal = append(journal, queue.Record{At: at, Kind: queue.RecChose, Call: call, Line: "a", Reason: choice})
		}
		journal = append(journal, queue.Record{At: at, Kind: queue.RecEnded, Call: call, Line: "a", Reason: string(queue.EndAnswered)})
	}
	r := Recall(journal, nil, p, from, from.Add(time.Hour))
	slices.SortFunc(r.Calls, func(a, b RecordedCall) int { return a.Arrived.Compare(b.Arrived) })

	w := newWorld(p, monday, nil, newTally(1, 0, 1, 20))
	var did []string
	w.watch = func(_ queue.Event, out queue.Output) {
		for _, r := range out.Records {
			if r.Kind == queue.RecMenu || r.Kind == queue.RecChose || r.Kind == queue.RecWaiting {
				did = append(did, string(r.Call)+" "+string(r.Kind)+r.Reason)
			}
		}
	}
	w.open()
	fates := newFates(r.Calls)
	for i := range r.Calls {
		w.arrive(fates.visit(&r.Calls[i], stream(1, "test", "")))
	}
	want := []string{"1 menu1", "1 choseadult", "1 waiting", "2 menu1", "2 menu2", "2 waiting", "3 menu1", "3 menu2", "3 waiting"}
	if !slices.Equal(did, want) {
		t.Errorf("got %q, want %q", did, want)
	}
}
