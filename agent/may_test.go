package agent

import (
	"encoding/json"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// TestAScreenShowsWhatTheTableLetsOneRead gives people contacts of their own at both sides of the limit: what has become too old is
// opened for a purpose, which a socket does not ask for.
func TestAScreenShowsWhatTheTableLetsOneRead(t *testing.T) {
	const limit = 90 * 24 * time.Hour
	for _, me := range []Person{mira, drita} {
		h := open(t)
		for id, age := range map[string]time.Duration{"fresh": 0, "young": limit - time.Minute, "old": limit + time.Minute} {
			h.store.contacts[id] = &form.Contact{ID: id, Call: queue.CallID("k-" + id), Agent: me.ID, Version: "2",
				Values: map[string]json.RawMessage{"wellbeing": json.RawMessage(`"ok"`)}, OpenedAt: time.Now().Add(-age)}
		}
		want := 2
		if roles.May(me.Role, roles.Read, roles.Contact, roles.Relation{Own: true, SameTeam: true, Age: limit + time.Minute}) == roles.Yes {
			want = 3
		}
		s := h.dial(me.ID) // the first view may have them already
		s.say(`{"type":"hello","v":1,"tab":"t1"}`)
		g := s.sees(func(g got) bool { return len(g.Unfinished) == want })
		for _, c := range g.Unfinished {
			if c.ID == "old" && want == 2 || c.Values["wellbeing"] == nil {
				t.Errorf("%s is shown %+v", me.ID, c)
			}
		}
	}
}

// TestAContactThatGrowsTooOldLeavesTheScreen: nothing else has to happen to it.
func TestAContactThatGrowsTooOldLeavesTheScreen(t *testing.T) {
	p := &person{Person: mira}
	p.contacts = []*held{{Contact: form.Contact{ID: "c", Agent: mira.ID, Version: "1", OpenedAt: time.Now()}}}
	f := &floor{agents: map[queue.AgentID]queue.AgentView{}, calls: map[queue.CallID]queue.CallView{}}
	before := f.keyOf(p)
	p.contacts[0].OpenedAt = time.Now().Add(-91 * 24 * time.Hour)
	if after := f.keyOf(p); after == before || len(f.ownView(p, after).Unfinished) != 0 {
		t.Errorf("it stays: %+v", after)
	}
}
