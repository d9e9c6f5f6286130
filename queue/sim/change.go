package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"alo116/queue"
)

// Change is what shall be tried on recorded days, as a JSON file:
//
//	{"add":[{"name":"one more","role":"psychologist","skills":{"missing":3},"count":1,
//	         "shifts":[{"days":["fri"],"from":"16:00","to":"24:00"}]}],
//	 "remove":["PERSON"], "policy":{…}, "zone":"Europe/Tirane",
//	 "service_level_s":20, "runs":40, "seed":1}
//
// Everything may be left out. Policy is a whole policy in place of the one that held. Without shifts
// whom add names is there all the time; shifts are by the clock of the zone, by default that of the
// first line that has hours.
type Change struct {
	Add           []Extra         `json:"add,omitempty"`
	Remove        []queue.AgentID `json:"remove,omitempty"`
	Policy        json.RawMessage `json:"policy,omitempty"`
	Zone          string          `json:"zone,omitempty"`
	ServiceLevelS *float64        `json:"service_level_s,omitempty"`
	Runs          *int            `json:"runs,omitempty"`
	Seed          *uint64         `json:"seed,omitempty"`

	policy *queue.Policy
}

// Extra is people who were not there.
type Extra struct {
	Name   string                      `json:"name"`
	Role   queue.Role                  `json:"role"`
	Skills map[queue.Skill]queue.Level `json:"skills,omitempty"`
	Count  *int                        `json:"count,omitempty"`
	Shifts []queue.WeekSpan            `json:"shifts,omitempty"`
}

// How often days are replayed: what is not recorded is drawn anew each time.
const (
	fewestRuns = fewestBatches
	mostRuns   = 10_000
)

// ParseChange reads what shall be tried. An impossible file is one error that names the field.
func ParseChange(file []byte) (*Change, error) {
	c := new(Change)
	if err := decodeStrictly(file, c); err != nil {
		return nil, err
	}
	c.fill()
	return c, c.check()
}

func (c *Change) fill() {
	orDefault(&c.ServiceLevelS, 20)
	orDefault(&c.Runs, 2*fewestRuns)
	orDefault(&c.Seed, 1)
	for i := range c.Add {
		orDefault(&c.Add[i].Count, 1)
	}
}

func (c *Change) check() error {
	switch {
	case !(*c.ServiceLevelS >= 0):
		return fmt.Errorf("service_level_s: must not be negative")
	case *c.Runs < fewestRuns || *c.Runs > mostRuns:
		return fmt.Errorf("runs: must be from %d to %d", fewestRuns, mostRuns)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return fmt.Errorf("zone: %q is no time zone", c.Zone)
	}
	seen := map[string]bool{}
	for i := range c.Add {
		at := fmt.Sprintf("add[%d]", i)
		if err := checkName(at, c.Add[i].Name, seen); err != nil {
			return err
		}
		if err := c.Add[i].check(); err != nil {
			return fmt.Errorf("%s.%w", at, err)
		}
	}
	if len(c.Policy) == 0 {
		return nil
	}
	p, err := queue.ParsePolicy(c.Policy)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	c.policy = p
	return nil
}

func (e *Extra) check() error {
	roles := []queue.Role{queue.Psychologist, queue.SocialWorker, queue.Supervisor}
	switch {
	case !slices.Contains(roles, e.Role):
		return fmt.Errorf("role: must be one of %s, %s, %s", roles[0], roles[1], roles[2])
	case *e.Count < 1 || *e.Count > mostAgents:
		return fmt.Errorf("count: must be from 1 to %d", mostAgents)
	}
	_, err := weekly(e.Shifts)
	return err
}

// fits says why the change cannot be made to a recording.
func (c *Change) fits(r *Recording) error {
	there := func(id queue.AgentID) bool {
		return slices.ContainsFunc(r.Roster, func(s Spell) bool { return s.Agent == id })
	}
	for i, id := range c.Remove {
		if !there(id) {
			return fmt.Errorf("remove[%d]: %q was not there in these days", i, id)
		}
	}
	for i, e := range c.Add {
		if there(queue.AgentID(e.Name)) {
			return fmt.Errorf("add[%d].name: %q was there already", i, e.Name)
		}
		for s := range e.Skills {
			if !slices.Contains(c.rules(r).Skills, s) {
				return fmt.Errorf("add[%d].skills: the policy has no skill %q", i, s)
			}
		}
	}
	return nil
}

// rules are those that are tried.
func (c *Change) rules(r *Recording) *queue.Policy {
	if c.policy != nil {
		return c.policy
	}
	return r.Policy
}

// zone is where the shifts' clock hangs.
func (c *Change) zone(r *Recording) *time.Location {
	name := c.Zone
	for _, l := range r.Policy.Lines {
		if name == "" && l.Hours != nil {
			name = l.Hours.Zone
		}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // the policy was checked, and so was the file
	}
	return zone
}
