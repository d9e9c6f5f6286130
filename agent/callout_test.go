package agent

import (
	"errors"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

// callsBack gives the code of the refusal, or nothing.
func (s *screen) callsBack(contact string) string {
	s.t.Helper()
	s.say(`{"type":"call_back","id":"b","contact":"` + contact + `"}`)
	return s.next("calling", "refused").Code
}

// asked waits for the call that is asked for, past whatever else was told.
func (h *house) asked() queue.CallAsked {
	h.t.Helper()
	for {
		select {
		case e := <-h.events:
			if asked, is := e.(queue.CallAsked); is {
				return asked
			}
		case <-time.After(20 * time.Second):
			h.t.Fatal("no call was asked for")
		}
	}
}

func TestACallerWhoSaidItIsSafeIsCalledBack(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.store.file(form.Contact{ID: "c-1", Agent: "mira"}, form.Whose{Agent: "mira"})
	h.store.back = form.Callback{Line: "116111", Caller: queue.Caller{Key: "k", Masked: "•"}}
	for _, work := range []queue.Work{queue.Idle, queue.WrappingUp} {
		h.hub.Publish(floorOf("mira", work, ""))
		s.sees(func(g got) bool { return g.Me.Work == string(work) })
		if code := s.callsBack("c-1"); code != "" {
			t.Fatalf("refused: %s", code)
		}
		e := h.asked()
		if e.Agent != "mira" || e.Line != "116111" || e.Target != queue.ContactTarget+"c-1" || e.Caller.Masked != "•" || e.Call != h.store.backAs {
			t.Errorf("asked for %+v", e)
		}
	}
}

func TestWhoIsNotCalledBack(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.store.file(form.Contact{ID: "c-1", Agent: "mira"}, form.Whose{Agent: "mira"})
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	s.sees(func(g got) bool { return g.Me.Phone })
	for code, err := range map[string]error{"not_safe": form.ErrNotSafe, "no_number": form.ErrNoNumber, "too_often": form.ErrTooOften, "unavailable": errors.New("away")} {
		h.store.backFails(err)
		if got := s.callsBack("c-1"); got != code {
			t.Errorf("%v: %q", err, got)
		}
	}
	h.store.backFails(nil)
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Me.Work == string(queue.Talking) })
	if got := s.callsBack("c-1"); got != "in_call" {
		t.Errorf("in a talk: %q", got)
	}
	v := floorOf("mira", queue.Idle, "")
	v.Agents[0].Phone = false
	h.hub.Publish(v)
	s.sees(func(g got) bool { return !g.Me.Phone })
	if got := s.callsBack("c-1"); got != "no_phone" {
		t.Errorf("without a phone: %q", got)
	}
}

// TestACallOutIsShownToWhoMakesIt: it rings at their own phone, which answers, then at the other end; and what came of it is told.
func TestACallOutIsShownToWhoMakesIt(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	out := func(work queue.Work, state queue.CallState) queue.View {
		v := floorOf("mira", work, state)
		for i := range v.Calls {
			v.Calls[i].Out, v.Calls[i].Refused = queue.ContactTarget+"c-1", 0
		}
		return v
	}
	h.hub.Publish(out(queue.Reserved, queue.CallOffered))
	s.sees(func(g got) bool { return g.Offer != nil && g.Offer.Out })
	h.hub.Publish(out(queue.Dialling, queue.CallDialling))
	s.sees(func(g got) bool {
		return g.Call != nil && g.Call.ID == "k1" && g.Call.State == "dialling" && g.Call.Out
	})
	h.hub.Record([]queue.Record{{Kind: queue.RecEnded, Call: "k1", Agent: "mira", Outgoing: true, Reason: string(queue.EndBusy), At: at(40)}})
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	s.sees(func(g got) bool { return g.Fruitless != nil && g.Fruitless.Reason == "busy" })
	v := floorOf("mira", queue.Ringing, queue.CallOffered)
	v.Agents[0].Call, v.Calls[0].Call = "k2", "k2"
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Fruitless == nil })
}

func TestAScreenIsToldWhetherANumberIsKept(t *testing.T) {
	for _, kept := range []bool{true, false} {
		h := open(t)
		h.store.file(form.Contact{ID: "c-1", Agent: "mira", Version: "1", OpenedAt: time.Now(), Number: kept}, form.Whose{Agent: "mira"})
		g := h.arrives(mira, "t1").sees(func(g got) bool { return len(g.Unfinished) == 1 })
		if g.Unfinished[0].Number_kept != kept {
			t.Errorf("kept %v, and told: %s", kept, g.raw)
		}
	}
}
