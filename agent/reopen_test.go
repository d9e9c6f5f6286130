package agent

import (
	"encoding/json"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// reopens gives the code of the refusal, or nothing.
func (s *screen) reopens(contact string) string {
	s.t.Helper()
	s.say(`{"type":"reopen","id":"r","contact":"` + contact + `"}`)
	return s.next("saved", "refused").Code
}

// TestReopeningIsForTheTimeThatTheTableSays tries one's own, the team's and another's contact, at both sides of each limit.
func TestReopeningIsForTheTimeThatTheTableSays(t *testing.T) {
	h := open(t)
	people := map[queue.AgentID]Person{"mira": mira, "drita": drita}
	screens := map[queue.AgentID]*screen{"mira": h.sit(mira, "t1"), "drita": h.sit(drita, "t2")}
	for id, me := range people {
		for _, age := range []time.Duration{0, 15*time.Minute - time.Second, 15 * time.Minute, 7*24*time.Hour - time.Second, 7 * 24 * time.Hour} {
			for owner, team := range map[queue.AgentID]string{id: "", "colleague": "", "stranger": "west"} {
				h.store.file(form.Contact{ID: "c-1", Call: "k9", Agent: owner, Version: "1", Closed: true, Values: map[string]json.RawMessage{}},
					form.Whose{Agent: owner, Team: team, Age: age})
				code := screens[id].reopens("c-1")
				want := roles.May(me.Role, roles.Reopen, roles.Contact, roles.Between(roles.Party{ID: id}, roles.Party{ID: owner, Team: team}, age))
				if (code == "") != (want == roles.Yes) || code != "" && code != "not_allowed" {
					t.Errorf("%s reopens %s's after %s: %q, the table says %s", id, owner, age, code, want)
				}
			}
		}
	}
	if code := screens["mira"].reopens("c-2"); code != "not_yours" {
		t.Errorf("a contact that is not there: %q", code)
	}
}

func TestAReopenedContactIsOnItsOwnersScreen(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.store.file(form.Contact{ID: "c-1", Call: "k9", Agent: "mira", Version: "1", Rev: 3, Closed: true, OpenedAt: time.Now(), Values: map[string]json.RawMessage{}},
		form.Whose{Agent: "mira"})
	s.say(`{"type":"reopen","id":"r","contact":"c-1"}`)
	s.sees(func(g got) bool { return len(g.Unfinished) == 1 })
	s.say(`{"type":"set","id":"s","contact":"c-1","field":"call_type","value":"silent","rev":3}`)
	if g := s.next("saved", "refused"); g.ID == "r" {
		g = s.next("saved", "refused")
		if g.Type != "saved" || g.ID != "s" {
			t.Errorf("got %s", g.raw)
		}
	}
}
