package agent

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
)

func entering(id, channel, at, to string) string {
	return fmt.Sprintf(`{"type":"enter","id":%q,"contact":"e-%s","channel":%q,"at":%q,"to":%q}`, id, id, channel, at, to)
}

func minutesAgo(n int) string {
	return time.Now().UTC().Add(-time.Duration(n) * time.Minute).Format("2006-01-02T15:04")
}

func TestAVisitIsEnteredAfterwards(t *testing.T) {
	h := open(t)
	h.store.whose = map[string]form.Whose{"mira": {Agent: "mira"}, "arben": {Agent: "arben"}, "far": {Agent: "far", Team: "far away"}}
	s := h.sit(mira, "t1")
	s.say(entering("x1", "walk_in", minutesAgo(90), ""))
	if g := s.next("saved", "refused"); g.Type != "saved" || g.Contact != "e-x1" || g.Rev != 3 {
		t.Fatalf("got %s", g.raw)
	}
	g := s.sees(func(g got) bool { return len(g.Unfinished) == 1 })
	if c := g.Unfinished[0]; c.Call != "" || string(c.Values["channel"]) != `"walk_in"` || string(c.Values["taken_by"]) != `"mira"` {
		t.Errorf("got %s", g.raw)
	}
	for at, code := range map[string]string{
		time.Now().UTC().Add(time.Hour).Format("2006-01-02T15:04"): "in_future",
		time.Now().UTC().AddDate(0, 0, -33).Format(time.DateOnly):  "too_old",
		"yesterday": "invalid",
	} {
		s.say(entering("x2", "walk_in", at, ""))
		if g := s.next("saved", "refused"); g.Code != code {
			t.Errorf("%s: %s", at, g.raw)
		}
	}
	s.say(entering("x3", "pigeon", minutesAgo(1), ""))
	if g := s.next("saved", "refused"); g.Code != "invalid" {
		t.Errorf("a channel that is none: %s", g.raw)
	}
	s.say(entering("x4", "post", minutesAgo(1), "far"))
	if g := s.next("saved", "refused"); g.Code != "not_allowed" {
		t.Errorf("for somebody of another team: %s", g.raw)
	}
	s.say(entering("x5", "post", minutesAgo(1), "arben"))
	if g := s.next("saved", "refused"); g.Type != "saved" {
		t.Errorf("for a colleague: %s", g.raw)
	}
}

func TestAnEnteredContactKeepsWhoseItIsAndItsTime(t *testing.T) {
	h := open(t)
	h.store.whose = map[string]form.Whose{"mira": {Agent: "mira"}}
	s := h.sit(mira, "t1")
	s.say(entering("x1", "walk_in", minutesAgo(90), ""))
	s.next("saved")
	change := func(field string, value any, want string) {
		t.Helper()
		raw, _ := json.Marshal(value)
		s.say(fmt.Sprintf(`{"type":"set","id":"s","contact":"e-x1","field":%q,"value":%s,"rev":3}`, field, raw))
		if g := s.next("saved", "refused"); g.Code != want {
			t.Errorf("%s: %s", field, g.raw)
		}
	}
	change("taken_by", "arben", "not_allowed")
	change("happened_at", map[string]string{"at": time.Now().UTC().AddDate(1, 0, 0).Format(time.DateOnly)}, "invalid")
	change("happened_at", map[string]string{"at": "2020"}, "invalid")
	change("happened_at", map[string]string{"at": minutesAgo(30)}, "")
	// It stays when a call comes, and the call's own record is another one.
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.record(t) != nil && g.record(t).Call == "k1" && len(g.Unfinished) == 1 })
}
