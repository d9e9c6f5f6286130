package agent

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
)

// waitingFloor is a floor with one call of the agent's, and one that waits.
func waitingFloor(agent queue.AgentID, work queue.Work, state queue.CallState) queue.View {
	v := floorOf(agent, work, state)
	v.Calls = append(v.Calls, queue.CallView{Call: "k2", Line: "116000", State: queue.CallWaiting, Since: at(25), Arrived: at(25)})
	v.Agents = append(v.Agents, queue.AgentView{Agent: "arben", Role: queue.SocialWorker, Presence: queue.IsReady, Work: queue.Idle, Screen: true, Phone: true},
		queue.AgentView{Agent: "gone", Role: queue.SocialWorker, Presence: queue.NotReady, Work: queue.Idle})
	return v
}

// refusedAs says a message and gives the code of its refusal, or nothing.
func (s *screen) refusedAs(m string) string {
	s.t.Helper()
	s.say(`{"id":"it",` + m[1:])
	s.say(`{"type":"nonsense","id":"end"}`)
	code := ""
	for {
		switch g := s.next("refused"); g.ID {
		case "it":
			code = g.Code
		case "end":
			return code
		}
	}
}

func TestASupervisorPutsACallFirstAndKeepsItForSomebody(t *testing.T) {
	h := open(t)
	s := h.sit(drita, "t1")
	h.hub.Publish(waitingFloor("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Board != nil && len(g.Board.Calls) == 2 })
	for m, want := range map[string]string{
		`{"type":"prioritise","call":"k1","priority":5}`:     "gone", // it is talked with
		`{"type":"prioritise","call":"k9","priority":5}`:     "gone",
		`{"type":"prioritise","call":"k2"}`:                  "invalid",
		`{"type":"prioritise","call":"k2","priority":99999}`: "invalid",
		`{"type":"assign","call":"k1","to":"arben"}`:         "gone",
		`{"type":"assign","call":"k2","to":"gone"}`:          "invalid",
		`{"type":"assign","call":"k2"}`:                      "invalid",
		`{"type":"transfer","call":"k1","to":"arben"}`:       "not_allowed", // it is not hers
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	h.expect(queue.SignedIn{Agent: "drita"}, queue.ScreenUp{Agent: "drita"}) // and nothing else so far
	s.say(`{"type":"prioritise","call":"k2","priority":5}`)
	s.say(`{"type":"assign","call":"k2","to":"arben"}`)
	h.expect(queue.Prioritised{Call: "k2", Priority: 5, By: "drita"}, queue.Assigned{Call: "k2", To: "arben", By: "drita"})
}

func TestACounsellorGivesTheirTalkAway(t *testing.T) {
	h := open(t)
	s := h.sit(mira, "t1")
	h.hub.Publish(waitingFloor("mira", queue.Talking, queue.CallTalking))
	s.sees(func(g got) bool { return g.Me.Work == "talking" })
	for m, want := range map[string]string{
		`{"type":"transfer","call":"k2","to":"arben"}`:                  "gone",
		`{"type":"transfer","call":"k1","to":"mira"}`:                   "invalid",
		`{"type":"transfer","call":"k1","to":"gone"}`:                   "invalid",
		`{"type":"transfer","call":"k1","to":"arben","line":"116000"}`:  "invalid",
		`{"type":"transfer","call":"k1","line":"117"}`:                  "invalid",
		`{"type":"transfer","call":"k1","needs":[{"skill":"dancing"}]}`: "invalid",
		`{"type":"transfer","call":"k1","divert":"+355690000001"}`:      "invalid",
		`{"type":"prioritise","call":"k2","priority":5}`:                "not_allowed",
		`{"type":"assign","call":"k2","to":"arben"}`:                    "not_allowed",
	} {
		if got := s.refusedAs(m); got != want {
			t.Errorf("%s: %q, want %q", m, got, want)
		}
	}
	h.expect(queue.SignedIn{Agent: "mira"}, queue.ScreenUp{Agent: "mira"})
	for m, want := range map[string]queue.TransferAsked{
		`"to":"arben"`:                        {To: "arben"},
		`"needs":[{"skill":"rom","level":2}]`: {Needs: []queue.Need{{Skill: "rom", Level: 2}}},
		`"line":"116000"`:                     {Line: "116000"},
		`"divert":"duty"`:                     {Divert: "duty"},
		`"divert":"office"`:                   {Divert: "office"}, // where a choice of a menu leads
		`"divert":"night"`:                    {Divert: "night"},  // named by the policy for transfers alone
		`"reason":"back to the line"`:         {},
	} {
		s.say(`{"type":"transfer","call":"k1",` + m + `}`)
		want.Call, want.Agent = "k1", "mira"
		h.expect(want)
	}
}

// TestEveryRoleAtEveryMessage says every message there is as every role there is, and one that there is not.
func TestEveryRoleAtEveryMessage(t *testing.T) {
	for _, role := range append(roles.All(), "king") {
		t.Run(string(role), func(t *testing.T) {
			h := open(t)
			h.visitor = Person{ID: "visitor", Login: "visitor", Name: "Visitor", Role: role}
			if roles.Could(role, roles.Use, roles.Desk) == roles.No {
				s := h.dial("visitor")
				s.say(`{"type":"hello","v":1,"tab":"t"}`)
				if code := s.ends(); code != "not_agent" {
					t.Errorf("bye %q", code)
				}
				return
			}
			s := h.sit(h.visitor, "t")
			for _, name := range slices.Sorted(maps.Keys(asks)) {
				if name == "sign_out" {
					continue // the last
				}
				a := asks[name]
				refused := s.refusedAs(fmt.Sprintf(`{"type":%q,"value":1,"reason":"meal"}`, name)) == "not_allowed"
				if want := roles.Could(role, a.action, a.object); refused != (want == roles.No) {
					t.Errorf("%s is refused: %v, the table says %s", name, refused, want)
				}
			}
			s.say(`{"type":"sign_out"}`)
			if code := s.ends(); code != "signed_out" {
				t.Errorf("signing out ends with %q", code)
			}
		})
	}
}

func TestEveryMessageIsInTheTable(t *testing.T) {
	for name, a := range asks {
		if !roles.Knows(a.action, a.object) {
			t.Errorf("%s: the roles know nothing of '%s %s'", name, a.action, a.object)
		}
	}
}
