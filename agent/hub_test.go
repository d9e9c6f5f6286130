package agent

import (
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"alo116/queue"
)

func TestAScreenIsGreetedAndProven(t *testing.T) {
	h := open(t)
	s := h.dial("mira")
	s.say(`{"type":"hello","v":1,"tab":"t1","visible":true}`)
	if g := s.next("welcome"); g.Build != "b1" || !strings.Contains(g.raw, `"name":"Mira H."`) || !strings.Contains(g.raw, `"lang":"sq"`) {
		t.Errorf("welcome: %s", g.raw)
	}
	var g, account got
	for g.Type == "" || account.Type == "" {
		if m := s.next("view", "phone"); m.Type == "view" {
			g = m
		} else {
			account = m
		}
	}
	if g.Me.Presence != "offline" || g.Me.Work != "idle" || g.Me.Phone_tab != "t1" || g.Link || len(g.Lines) != 2 || g.Board != nil {
		t.Errorf("first view: %s", g.raw)
	}
	if g := account; g.User != "u-mira" || !strings.Contains(g.raw, `"uri":"sip:u-mira@alo116.invalid"`) || !strings.Contains(g.raw, `"ws_path":"/sip"`) {
		t.Errorf("phone: %s", g.raw)
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	s.say(`{"type":"ready"}`)
	s.say(`{"type":"pause","reason":"meal"}`)
	s.say(`{"type":"pause","id":"p1","reason":"shopping"}`)
	h.expect(queue.Ready{Agent: "mira"}, queue.Paused{Agent: "mira", Reason: "meal"})
	if g := s.next("refused"); g.ID != "p1" || g.Code != "invalid" {
		t.Errorf("bad reason: %s", g.raw)
	}
}

func TestTheViewFollowsTheCall(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.Ringing, queue.CallOffered))
	g := s.sees(func(g got) bool { return g.Offer != nil })
	o := g.Offer
	if o.ID != "k1.2" || o.Waited_s != 20 || o.Refused != 1 || o.Deadline != at(40).UnixMilli() || o.Caller.Masked != "+355 69 ••• •• 01" || g.Call != nil {
		t.Errorf("offer: %s", g.raw)
	}
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	g = s.sees(func(g got) bool { return g.record(t) != nil })
	if g.Offer != nil || g.Call == nil || g.Call.State != "talking" || g.record(t).ID != "c-k1" {
		t.Errorf("talk: %s", g.raw)
	}
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	g = s.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	if g.Call == nil || g.Call.State != "ended" || g.Call.Line != "116111" || g.record(t) == nil {
		t.Errorf("wrap-up: %s", g.raw)
	}
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	g = s.sees(func(g got) bool { return g.Me.Work == "idle" })
	if g.Call != nil || g.record(t) != nil || len(g.Unfinished) != 1 || g.Agents.Free != 1 {
		t.Errorf("after: %s", g.raw)
	}
}

func TestAReloadIsJustAnotherView(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.record(t) != nil })
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	again := h.dial("mira")
	again.say(`{"type":"hello","v":1,"tab":"t1"}`)
	if g := again.next("view"); g.Call == nil || g.record(t) == nil {
		t.Errorf("view after a reload: %s", g.raw)
	}
	if code := s.ends(); code != "replaced" {
		t.Errorf("the old socket of the tab ended with %q", code)
	}
	again.say(`{"type":"ready"}`)
	h.expect(queue.Ready{Agent: "mira"}) // and nothing before it: nobody was gone
}

func TestAnUnchangedViewIsNotSent(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	v := floorOf("mira", queue.Idle, "")
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Me.Presence == "ready" })
	for range 5 {
		v.At = v.At.Add(1e9)
		h.hub.Publish(v)
	}
	s.say(`{"type":"nonsense","id":"end"}`)
	if g := s.next("view", "refused"); g.Type != "refused" || g.Code != "unknown" || g.ID != "end" {
		t.Errorf("got %s", g.raw)
	}
}

func TestOneTabDrivesThePhone(t *testing.T) {
	h := open(t)
	one := h.sit(mira, "t1")
	two := h.sit(mira, "t2")
	one.sees(func(g got) bool { return g.Me.Phone_tab == "t2" })
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	two.sees(func(g got) bool { return g.Me.Work == "talking" })
	three := h.sit(mira, "t3") // in mid-call the phone stays where it is
	_ = three
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	g := one.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	if g.Me.Phone_tab != "t3" {
		t.Errorf("after the call %s drives the phone", g.Me.Phone_tab)
	}
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	four := h.dial("mira")
	four.say(`{"type":"hello","v":1,"tab":"t4"}`)
	if g := four.next("view"); g.Me.Phone_tab != "t3" {
		t.Errorf("in a call a new tab took the phone: %s", g.raw)
	}
	_ = three.conn.Close()
	four.sees(func(g got) bool { return g.Me.Phone_tab == "t4" })
}

func TestScreensThatDoNotBelong(t *testing.T) {
	h := open(t)
	for _, c := range []struct{ who, hello, bye string }{
		{"mira", `{"type":"hello","v":0,"tab":"t"}`, "old_tab"},
		{"mira", `{"type":"hello","v":2,"tab":"t"}`, "old_tab"},
		{"mira", `{"type":"hello","v":1}`, "malformed"},
		{"mira", `{"type":"ready"}`, "malformed"},
		{"auditor", `{"type":"hello","v":1,"tab":"t"}`, "not_agent"},
	} {
		s := h.dial(queue.AgentID(c.who))
		s.say(c.hello)
		if code := s.ends(); code != c.bye {
			t.Errorf("%s %s: bye %q, want %q", c.who, c.hello, code, c.bye)
		}
	}
	select {
	case e := <-h.events:
		t.Errorf("the core heard %T", e)
	default:
	}
}

func TestSigningOutEndsEveryTab(t *testing.T) {
	h := open(t)
	one, two := h.sit(mira, "t1"), h.sit(mira, "t2")
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	one.sees(func(g got) bool { return g.Me.Work == "talking" })
	if !h.hub.Busy(t.Context(), "mira") || h.hub.Busy(t.Context(), "arben") {
		t.Error("busy is wrong")
	}
	one.say(`{"type":"sign_out","id":"x"}`)
	if g := one.next("refused"); g.Code != "in_call" {
		t.Errorf("sign out in a call: %s", g.raw)
	}
	h.hub.Disconnect("mira") // which is what a revoked session does, call or not
	if a, b := one.ends(), two.ends(); a != "signed_out" || b != "signed_out" {
		t.Errorf("ended with %q and %q", a, b)
	}
	// Until the core shows her she is signed in with every tab; said twice, it changes nothing.
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"}, queue.SignedIn{Agent: "mira"}, queue.ScreenDown{Agent: "mira"}, queue.SignedOut{Agent: "mira"})
	three := h.sit(mira, "t3")
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	three.sees(func(g got) bool { return g.Me.Work == "idle" && g.Me.Presence == "ready" })
	three.say(`{"type":"sign_out"}`)
	if code := three.ends(); code != "signed_out" {
		t.Errorf("ended with %q", code)
	}
}

func TestASupervisorSeesTheFloor(t *testing.T) {
	h := open(t)
	h.sit(mira, "t1")
	s := h.sit(drita, "t2")
	v := floorOf("mira", queue.Talking, queue.CallTalking)
	v.Agents = append(v.Agents, queue.AgentView{Agent: "unseen", Role: queue.SocialWorker})
	h.hub.SetToday([]LineToday{{Line: "116111", Offered: 40, Answered: 35, Abandoned: 2}})
	h.hub.Publish(v)
	g := s.sees(func(g got) bool {
		return g.Board != nil && len(g.Board.Calls) == 1 && g.Board.Lines[1].Offered_today == 40
	})
	if len(g.Board.Agents) != 2 || g.Board.Agents[0].Name != "Mira H." || g.Board.Agents[0].Line != "116111" || g.Board.Agents[1].Name != "" {
		t.Errorf("agents: %s", g.raw)
	}
	now := time.Now()
	h.hub.Record([]queue.Record{
		{Kind: queue.RecArrived, Call: "k1", Line: "116111", At: now},
		{Kind: queue.RecConnected, Call: "k1", Line: "116111", Agent: "mira", At: now},
		{Kind: queue.RecConnected, Call: "k1", Line: "116111", Agent: "mira", At: now}, // lost and resumed
		{Kind: queue.RecEnded, Call: "k1", Line: "116111", At: now, Reason: "answered"},
		{Kind: queue.RecArrived, Call: "k2", Line: "116111", At: now},
		{Kind: queue.RecEnded, Call: "k2", Line: "116111", At: now, Reason: "abandoned"},
	})
	h.hub.Publish(v)
	g = s.sees(func(g got) bool { return g.Board.Lines[1].Offered_today == 42 })
	if l := g.Board.Lines[1]; l.Answered_today != 36 || l.Abandoned_today != 3 {
		t.Errorf("today: %+v", l)
	}
}

func TestASlowScreenIsDroppedAlone(t *testing.T) {
	h := open(t)
	s, other := h.sit(mira, "t1"), h.sit(arben, "t2")
	// It asks and never reads: the answers it owes fill the sockets' buffers, and then ours.
	nonsense := []byte(`{"type":"nonsense","id":"` + strings.Repeat("x", 60) + `"}`)
	var err error
	for n := 0; err == nil && n < 5_000_000; n++ {
		err = s.conn.WriteMessage(websocket.TextMessage, nonsense)
	}
	if err == nil {
		t.Error("the slow screen is still there")
	}
	other.say(`{"type":"nonsense","id":"y"}`)
	other.next("refused")
}

func TestShuttingDownSaysSo(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.stop()
	if code := s.ends(); code != "shutdown" {
		t.Errorf("ended with %q", code)
	}
	late := h.dial("mira")
	late.say(`{"type":"hello","v":1,"tab":"t2"}`)
	if code := late.ends(); code != "shutdown" {
		t.Errorf("after the end: %q", code)
	}
	h.hub.Publish(queue.View{})
	h.hub.Disconnect("mira")
}
