package agent

import (
	"strings"
	"testing"

	"alo116/queue"
)

// handsets notes what is done with the desk phones.
type handsets chan string

func (h handsets) PutDown(id queue.AgentID) { h <- string(id) + " puts down" }
func (h handsets) Silence(id queue.AgentID, on bool) {
	h <- string(id) + map[bool]string{true: " silent", false: " heard"}[on]
}
func (h handsets) Dial(id queue.AgentID, digits string) { h <- string(id) + " dials " + digits }

func TestADeskPhoneIsWorkedFromTheScreen(t *testing.T) {
	h := open(t)
	h.desk.Store(true)
	s := h.dial(mira.ID)
	s.say(`{"type":"hello","v":1,"tab":"t1"}`)
	if g := s.phoneAndView(`"desk":true`); !strings.Contains(g.raw, `"desk":true`) || strings.Contains(g.raw, "password") {
		t.Errorf("the phone is told as %s", g.raw)
	}
	if got := s.refusedAs(`{"type":"put_down"}`); got != "gone" {
		t.Errorf("without a call: %q", got)
	}
	v := floorOf("mira", queue.Talking, queue.CallTalking)
	h.hub.Publish(v)
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	for m, want := range map[string]string{
		`{"type":"silence","state":"held"}`: "invalid",
		`{"type":"digit","digit":"12"}`:     "invalid",
		`{"type":"digit","digit":"a"}`:      "invalid",
		`{"type":"digit"}`:                  "invalid",
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	for _, c := range []struct{ say, want string }{
		{`{"type":"silence","state":"muted"}`, "mira silent"},
		{`{"type":"silence","state":"in"}`, "mira heard"},
		{`{"type":"digit","digit":"#"}`, "mira dials #"},
		{`{"type":"put_down"}`, "mira puts down"},
	} {
		s.say(c.say)
		if got := <-h.handset; got != c.want {
			t.Errorf("%s: %q", c.say, got)
		}
	}
	muted := func(is bool) func(got) bool {
		return func(g got) bool {
			return strings.Contains(g.raw, `"desk":true,"muted":`+map[bool]string{true: "true", false: "false"}[is])
		}
	}
	h.hub.Silenced("mira", queue.OfferID{Call: "k1", N: 2})
	s.sees(muted(true))
	h.hub.Silenced("mira", queue.OfferID{})
	s.sees(muted(false))
	h.hub.Silenced("mira", queue.OfferID{Call: "k0", N: 9}) // another leg, which is over
	h.hub.Silenced("mira", queue.OfferID{Call: "k1", N: 2})
	s.sees(muted(true))

	h.desk.Store(false) // it is revoked; the talk on it goes on, and is worked as before
	h.hub.Rephone("mira")
	s.say(`{"type":"put_down"}`)
	if got := <-h.handset; got != "mira puts down" {
		t.Errorf("after it was revoked: %q", got)
	}
	h.hub.Publish(floorOf("mira", queue.Idle, ""))
	if g := s.phoneAndView(`"desk":false`); g.User != "u-mira" {
		t.Errorf("the browser's phone is told as %s", g.raw)
	}
}

// phoneAndView waits for the phone to be told and for a view that says so, whichever comes first.
func (s *screen) phoneAndView(says string) (phone got) {
	s.t.Helper()
	seen := false
	s.until(func(g got) bool {
		if g.Type == "phone" {
			phone = g
		}
		seen = seen || g.Type == "view" && strings.Contains(g.raw, says)
		return seen && phone.Type != ""
	})
	return phone
}

func TestAPhoneInTheBrowserIsNotWorkedByTheService(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	for _, m := range []string{`{"type":"put_down"}`, `{"type":"silence","state":"muted"}`, `{"type":"digit","digit":"1"}`} {
		if got := s.refusedAs(m); got != "gone" {
			t.Errorf("%s: %q", m, got)
		}
	}
	if len(h.handset) > 0 {
		t.Errorf("the phone was worked: %s", <-h.handset)
	}
}
