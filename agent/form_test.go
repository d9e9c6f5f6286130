package agent

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

func TestNewContactsBeginWithTheVersionThatIsSet(t *testing.T) {
	if v := New(Config{}).Form(); v != form.Latest {
		t.Errorf("begins with %q", v)
	}
	if v := New(Config{Form: "2"}).Form(); v != "2" {
		t.Errorf("begins with %q, 2 was set", v)
	}
}

// TestSomeFieldsAreForOtherRoles: a counsellor does not classify what an analyst is trained for.
func TestSomeFieldsAreForOtherRoles(t *testing.T) {
	h := open(t)
	h.store.contacts["c-k1"] = &form.Contact{ID: "c-k1", Call: "k1", Line: "116111", Agent: "mira", Version: "2",
		Values: map[string]json.RawMessage{}, OpenedAt: time.Now()}
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.record(t) != nil })
	s.say(set("a", "classification", `"baseline"`, 0))
	if g := s.next("saved", "refused"); g.Code != "not_allowed" || g.ID != "a" {
		t.Errorf("got %s", g.raw)
	}
	s.say(set("b", "wellbeing", `"pause"`, 0))
	if g := s.next("saved", "refused"); g.Type != "saved" {
		t.Errorf("got %s", g.raw)
	}
}

// TestTheFormKnowsTheRoles: the form names roles by words, and cannot look them up itself.
func TestTheFormKnowsTheRoles(t *testing.T) {
	for _, version := range form.Sheets() {
		d, _ := form.Version(version)
		for _, f := range d.Fields {
			if f.Roles == nil {
				continue
			}
			for _, role := range slices.Concat(f.Roles.See, f.Roles.Change) {
				if role != form.Owner && !slices.Contains(roles.All(), queue.Role(role)) {
					t.Errorf("version %s, field %s: no role %q", version, f.Key, role)
				}
			}
		}
	}
}

// TestARefusalSaysWhatIsWrong, down to the item of a group.
func TestARefusalSaysWhatIsWrong(t *testing.T) {
	h := open(t)
	h.store.contacts["c-k1"] = &form.Contact{ID: "c-k1", Call: "k1", Line: "116111", Agent: "mira", Version: "2", OpenedAt: time.Now(),
		Values: map[string]json.RawMessage{"call_type": json.RawMessage(`"child_self"`), "directions": json.RawMessage(`["referral"]`),
			"referrals": json.RawMessage(`[{"id":"r2","feedback_to_child":"no"}]`)}}
	s := h.sit(mira, "t1")
	h.hub.Publish(floorOf("mira", queue.WrappingUp, ""))
	s.sees(func(g got) bool { return g.Me.Work == "wrap_up" })
	for message, want := range map[string]string{
		set("a", "incidents", `[{"id":"i1","scene":"a secret"}]`, 0): `"problems":[{"field":"incidents","item":"i1","part":"scene","code":"no_code"}]`,
		`{"type":"close","id":"c","contact":"c-k1","rev":0}`:         `{"field":"referrals","item":"r2","part":"agency","code":"required"}`,
	} {
		s.say(message)
		g := s.next("saved", "refused")
		for g.Code == "unavailable" { // what is open may not be loaded yet
			s.say(message)
			g = s.next("saved", "refused")
		}
		if !strings.Contains(g.raw, want) || strings.Contains(g.raw, "secret") {
			t.Errorf("got %s", g.raw)
		}
	}
}
