package sim

import (
	"fmt"
	"math"
)

// The bounds of what is simulated.
const (
	leastCalls = 20
	mostCalls  = 20_000_000
	mostAgents = 10_000
	mostYears  = 250 // what a clock of nanoseconds can count, and some room
	hoursAYear = 8766
)

// check finds the first thing that makes a file impossible.
func (in *Input) check() error {
	switch {
	case in.Calls < leastCalls || in.Calls > mostCalls:
		return fmt.Errorf("calls: must be from %d to %d", leastCalls, mostCalls)
	case *in.WarmUpCalls < 0 || *in.WarmUpCalls > mostCalls:
		return fmt.Errorf("warm_up_calls: must be from 0 to %d", mostCalls)
	case !(*in.ServiceLevelS >= 0):
		return fmt.Errorf("service_level_s: must not be negative")
	case in.WaitingRoom != nil && *in.WaitingRoom < 0:
		return fmt.Errorf("waiting_room: must not be negative")
	case len(in.CallTypes) == 0:
		return fmt.Errorf("call_types: there must be at least one")
	case len(in.Agents) == 0:
		return fmt.Errorf("agents: there must be at least one")
	}
	for _, check := range []func() error{in.checkTypes, in.checkAgents, in.checkReserve, in.checkLength} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (in *Input) checkTypes() error {
	seen := map[string]bool{}
	for i := range in.CallTypes {
		t := &in.CallTypes[i]
		at := fmt.Sprintf("call_types[%d]", i)
		if err := checkName(at, t.Name, seen); err != nil {
			return err
		}
		if err := t.PerHour.check(); err != nil {
			return fmt.Errorf("%s.per_hour: %w", at, err)
		}
		if t.Talk == nil {
			return fmt.Errorf("%s.talk_s: is missing", at)
		}
		if err := t.Talk.check(); err != nil {
			return fmt.Errorf("%s.talk_s.%w", at, err)
		}
		if t.Patience == nil {
			continue
		}
		if err := t.Patience.check(); err != nil {
			return fmt.Errorf("%s.patience_s.%w", at, err)
		}
	}
	return nil
}

func (in *Input) checkAgents() error {
	seen := map[string]bool{}
	total := 0
	for i := range in.Agents {
		a := &in.Agents[i]
		at := fmt.Sprintf("agents[%d]", i)
		if err := checkName(at, a.Name, seen); err != nil {
			return err
		}
		switch {
		case *a.Count < 1 || *a.Count > mostAgents:
			return fmt.Errorf("%s.count: must be from 1 to %d", at, mostAgents)
		case !(*a.Speed >= 1e-3 && *a.Speed <= 1e3):
			return fmt.Errorf("%s.speed: must be from 0.001 to 1000", at)
		case !(a.WrapUpS >= 0 && a.WrapUpS <= longestMean):
			return fmt.Errorf("%s.wrap_up_s: must be from 0 to %g", at, longestMean)
		}
		if _, err := weekly(a.Shifts); err != nil {
			return fmt.Errorf("%s.%w", at, err)
		}
		total += *a.Count
	}
	if total > mostAgents {
		return fmt.Errorf("agents: there are %d, at most %d can be simulated", total, mostAgents)
	}
	return nil
}

func checkName(at, name string, seen map[string]bool) error {
	switch {
	case name == "":
		return fmt.Errorf("%s.name: is missing", at)
	case seen[name]:
		return fmt.Errorf("%s.name: there is another %q", at, name)
	}
	seen[name] = true
	return nil
}

func (in *Input) checkReserve() error {
	total := 0
	for _, a := range in.Agents {
		total += *a.Count
	}
	for i, r := range in.Reserve {
		switch {
		case r.Agents < 1:
			return fmt.Errorf("reserve[%d].agents: must be at least 1", i)
		case r.Agents >= total && in.lowest() < r.BelowPriority:
			return fmt.Errorf("reserve[%d].agents: keeps %d of %d agents free, so calls below priority %d never start",
				i, r.Agents, total, r.BelowPriority)
		}
	}
	return nil
}

func (in *Input) lowest() int {
	p := math.MaxInt
	for _, t := range in.CallTypes {
		p = min(p, t.Priority)
	}
	return p
}

// checkLength refuses what would take longer than the clock can count.
func (in *Input) checkLength() error {
	perHour := 0.0
	for _, t := range in.CallTypes {
		perHour += t.PerHour.mean()
	}
	if perHour == 0 {
		return fmt.Errorf("call_types: per_hour is 0 for all, so nobody ever calls")
	}
	if years := float64(in.Calls+*in.WarmUpCalls) / perHour / hoursAYear; years > mostYears {
		return fmt.Errorf("calls: so many calls take %.0f years at this rate, at most %d can be simulated", years, mostYears)
	}
	return nil
}
