package queue

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestShortage compares the deficient set with the definition: over all sets of waiting calls, the
// largest surplus over the agents who could take any of them.
func TestShortage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := New(&Policy{Skills: []Skill{"x", "y", "z"}, Lines: []Line{
			{ID: "x", Steps: []Step{{Needs: []Need{{Skill: "x"}}}}}, {ID: "y", Steps: []Step{{Needs: []Need{{Skill: "y"}}}}},
			{ID: "xy", Steps: []Step{{AnyOf: []Need{{Skill: "x"}, {Skill: "y"}}}}}, {ID: "z", Steps: []Step{{Needs: []Need{{Skill: "z"}}}}},
		}}, Config{})
		now := time.Unix(1_800_000_000, 0)
		for i := range rapid.IntRange(0, 5).Draw(t, "agents") {
			id := AgentID(fmt.Sprint(i))
			has := rapid.SampledFrom([]map[Skill]Level{{"x": 1}, {"y": 1}, {"x": 1, "y": 1}, {"y": 1, "z": 1}}).Draw(t, "skills")
			for _, e := range []Event{SignedIn{Agent: id, Skills: has}, ScreenUp{id}, PhoneUp{id}, Ready{Agent: id}} {
				c.Step(now, e)
			}
		}
		for i := range rapid.IntRange(0, 7).Draw(t, "calls") {
			line := rapid.SampledFrom([]LineID{"x", "y", "xy", "z"}).Draw(t, "line")
			c.Step(now, CallArrived{Call: CallID(fmt.Sprint(i)), Line: line, At: now})
		}
		s := c.Shortage()
		if got, want := s.Calls-len(s.Agents), surplus(c); got != want {
			t.Fatalf("%+v is a surplus of %d, there is one of %d", s, got, want)
		}
	})
}

// surplus tries all sets of lines.
func surplus(c *Core) int {
	most := 0
	for set := range 1 << len(c.lanes) {
		calls, agents := 0, 0
		for i, l := range c.lanes {
			if set>>i&1 == 1 {
				calls += l.calls.len
			}
		}
		for _, a := range c.roster {
			for i, l := range c.lanes {
				if set>>i&1 == 1 && l.calls.len > 0 && l.profiles.has(a.profile.slot) {
					agents++
					break
				}
			}
		}
		most = max(most, calls-agents)
	}
	return most
}
