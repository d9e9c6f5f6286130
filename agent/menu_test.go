package agent

import (
	"strings"
	"testing"

	"alo116/queue"
)

// What the caller chose in the line's menu stands in the offer, in the talk, on the board, and still in the wrap-up; what it is called, by the line.
func TestScreensTellWhatTheCallerChose(t *testing.T) {
	h := open(t)
	s, board := h.sit(mira, "t1"), h.sit(drita, "t2")
	v := floorOf("mira", queue.Ringing, queue.CallOffered)
	v.Calls[0].Choice = "child"
	h.hub.Publish(v)
	g := s.sees(func(g got) bool { return g.Offer != nil })
	for _, want := range []string{`"choices":[{"code":"child","name":{"en":"A child","sq":"Fëmijë"}},{"code":"letter","name":{}}]`, `"choice":"child","host"`} {
		if !strings.Contains(g.raw, want) {
			t.Errorf("no %s in %s", want, g.raw)
		}
	}
	board.sees(func(g got) bool { return g.Board != nil && strings.Contains(g.raw, `"choice":"child"`) })

	locked := h.dial("mira?locked=1")
	locked.say(`{"type":"hello","v":1,"tab":"t3"}`)
	locked.next("welcome")
	if g := locked.sees(func(g got) bool { return g.Offer != nil }); strings.Contains(g.raw, `"choice":`) {
		t.Errorf("a locked screen tells %s", g.raw)
	}

	talking := floorOf("mira", queue.Talking, queue.CallTalking)
	talking.Calls[0].Choice = "child"
	h.hub.Publish(talking)
	s.sees(func(g got) bool { return g.Call != nil && g.Call.State == "talking" && g.Call.Choice == "child" })
	over := floorOf("mira", queue.WrappingUp, queue.CallTalking)
	over.Calls = nil
	h.hub.Publish(over)
	s.sees(func(g got) bool { return g.Call != nil && g.Call.State == "ended" && g.Call.Choice == "child" })
}
