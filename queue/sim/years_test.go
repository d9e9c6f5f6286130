package sim

import (
	"testing"

	"alo116/queue"
)

// helpline is ALO 116 as it is: four positions, psychologists and social workers in shifts, 25 to 400
// calls a day, a family that misses a child first, most callers silent and soon gone.
func helpline(seed uint64, calls int) *Input {
	daily := func(perDay float64) Rate {
		sum := 0.0
		for _, v := range wave() {
			sum += v
		}
		week := make(Rate, hoursAWeek)
		for h := range week {
			week[h] = wave()[h%24] / sum * perDay
			if h/24 >= 5 {
				week[h] *= 0.4
			}
		}
		return week
	}
	in := file(seed, calls, []CallType{
		{Name: "116111", PerHour: daily(140), Talk: &Spread{Mean: 420, Dist: Lognormal, CV: of(1.4)},
			Patience: &Spread{Mean: 90, Dist: Hyperexponential, CV: of(1.6)}},
		{Name: "silent", PerHour: daily(60), Talk: &Spread{Mean: 25, Dist: Deterministic}, Patience: exponential(40), Priority: -1},
		{Name: "danger", PerHour: daily(6), Skills: []queue.Skill{"psychologist"}, Talk: &Spread{Mean: 1500, Dist: Lognormal, CV: of(0.8)}, Priority: 1},
		{Name: "116000", PerHour: daily(2), Skills: []queue.Skill{"missing"}, Talk: exponential(1200), Priority: 5},
	},
		people("night", 1, "psychologist", "missing"), people("morning", 3, "psychologist", "missing"),
		people("afternoon", 2, "psychologist", "missing"), people("evening", 2, "missing"))
	spans := []queue.WeekSpan{{From: "22:00", To: "06:00"}, {From: "06:00", To: "14:00"}, {From: "13:00", To: "22:00"},
		{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "16:00", To: "24:00"}}
	for i := range in.Agents {
		in.Agents[i].Shifts = spans[i : i+1]
		in.Agents[i].WrapUpS = 45
	}
	in.WaitingRoom = of(10)
	in.Reserve = []queue.Reserve{{BelowPriority: 0, Agents: 1}}
	return in
}

// Ten years of a helpline, every step of them watched.
func TestTenYears(t *testing.T) {
	t.Parallel()
	years := 10
	if testing.Short() {
		years = 1
	}
	in := helpline(116, 20)
	perWeek := 0.0
	for _, c := range in.CallTypes {
		perWeek += c.PerHour.mean() * hoursAWeek
	}
	in.Calls, *in.WarmUpCalls = int(perWeek*52.18*float64(years)), 0
	s, err := newStudy(in)
	if err != nil {
		t.Fatal(err)
	}
	v := newVigil(t, s)
	s.world.watch, s.world.timeless = v.watch, false // the safety net looks every second
	if err := s.play(); err != nil {
		t.Fatal(err)
	}
	v.end()
	if took := (s.world.now - monday).seconds() / 3600 / hoursAYear; took < float64(years)*0.99 {
		t.Errorf("only %.2f years went by", took)
	}
	r := s.report()
	if a := r.All; a.Offered.Value != a.Answered.Value+a.Abandoned.Value+a.Blocked.Value {
		t.Errorf("calls are lost: %+v", a)
	}
	t.Logf("%d years: %v calls, %d decisions, %.3g of the calls gave up, 116000 waited %.1f s",
		years, r.All.Offered.Value, s.world.core.Stats().Decisions, r.All.PAbandon.Value, r.CallTypes["116000"].MeanWaitS.Value)
}

// vigil watches a core and believes nothing: it keeps its own book of calls and agents.
type vigil struct {
	t     *testing.T
	world *world
	types []CallType
	live  map[queue.CallID]string // what each call does
	with  map[queue.AgentID]queue.CallID
	ready map[queue.AgentID]bool
	ended int
}

func newVigil(t *testing.T, s *study) *vigil {
	return &vigil{t: t, world: s.world, types: s.in.CallTypes, live: map[queue.CallID]string{}, with: map[queue.AgentID]queue.CallID{}, ready: map[queue.AgentID]bool{}}
}

func (v *vigil) watch(_ queue.Event, out queue.Output) {
	for _, r := range out.Records {
		switch r.Kind {
		case queue.RecArrived:
			v.expect(r, "")
			v.live[r.Call] = "arrived"
		case queue.RecWaiting:
			v.expect(r, "arrived")
			v.live[r.Call] = "waiting"
		case queue.RecOffered:
			v.expect(r, "waiting")
			v.live[r.Call] = "offered"
			if other := v.with[r.Agent]; other != "" {
				v.t.Errorf("%s: %s is offered call %s and has call %s", r.At, r.Agent, r.Call, other)
			}
			v.with[r.Agent] = r.Call
		case queue.RecConnected:
			v.live[r.Call] = "talking"
		case queue.RecEnded:
			if v.live[r.Call] == "" {
				v.t.Errorf("%s: call %s ended twice", r.At, r.Call)
			}
			delete(v.live, r.Call)
			v.ended++
		case queue.RecWrapUpDone:
			delete(v.with, r.Agent)
		case queue.RecPresence:
			v.ready[r.Agent] = r.Reason == string(queue.IsReady)
			if r.Reason == string(queue.Offline) { // who leaves after a call has no wrap-up
				delete(v.with, r.Agent)
			}
		}
	}
	if at, ok := v.world.core.Deadline(); ok && momentOf(at) <= v.world.now {
		v.t.Errorf("%s: the deadline %s is not ahead", v.world.now.time(), at)
	}
	v.nobodyWaitsInVain()
}

func (v *vigil) expect(r queue.Record, was string) {
	if v.live[r.Call] != was {
		v.t.Errorf("%s: call %s is %s, but was %q", r.At, r.Call, r.Kind, v.live[r.Call])
	}
}

// nobodyWaitsInVain asks that no call waits while enough agents who may take it are free.
func (v *vigil) nobodyWaitsInVain() {
	for id, state := range v.live {
		if state != "waiting" {
			continue
		}
		visit := v.world.visits[id]
		kind := v.types[visit.kind]
		free := 0
		for _, h := range v.world.team {
			if v.ready[h.id] && v.with[h.id] == "" && ableHelper(h, kind) {
				free++
			}
		}
		if kind.Priority < 0 {
			free--
		}
		if free > 0 {
			v.t.Errorf("%s: call %s (%s) waits while %d may take it", v.world.now.time(), id, kind.Name, free)
		}
	}
}

func ableHelper(h *helper, kind CallType) bool {
	for _, s := range kind.Skills {
		if h.skills[s] == 0 {
			return false
		}
	}
	return true
}

func (v *vigil) end() {
	if n := v.world.count - v.ended - len(v.live); n != 0 {
		v.t.Errorf("%d of %d calls are lost", n, v.world.count)
	}
	if n := v.world.core.Stats().MissedWakeups; n != 0 {
		v.t.Errorf("%d wake-ups were missed", n)
	}
}
