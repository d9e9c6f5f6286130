package sim

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// recorded lets a helpline have some days and gives its journal.
func recorded(t *testing.T, in *Input, from, to time.Time) Recording {
	t.Helper()
	s, err := newStudy(in)
	if err != nil {
		t.Fatal(err)
	}
	var journal []queue.Record
	s.world.watch = func(_ queue.Event, out queue.Output) { journal = append(journal, out.Records...) }
	if err := s.play(); err != nil {
		t.Fatal(err)
	}
	people := map[queue.AgentID]Profile{}
	for _, h := range s.world.team {
		people[h.id] = Profile{h.role, h.skills}
	}
	return Recall(journal, people, in.policy(), from, to)
}

func aWeek(t *testing.T, from int) Recording {
	in := helpline(4, 1600)
	*in.WarmUpCalls = 0
	start := monday.time().AddDate(0, 0, from)
	return recorded(t, in, start, start.AddDate(0, 0, 7))
}

func parseChange(t *testing.T, file string) *Change {
	t.Helper()
	c, err := ParseChange([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Nothing of what happened is drawn, so days replayed as they were are the days as they were.
func TestReplayIsWhatHappened(t *testing.T) {
	r := aWeek(t, 0)
	c, err := Replay(r, parseChange(t, `{"runs":20}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range c.Lines {
		if fmt.Sprint(s.Replayed) != fmt.Sprint(s.Changed) {
			t.Errorf("%s: no change has changed something", name)
		}
		for i, f := range figures(s.Recorded) {
			if g := figures(s.Replayed)[i]; math.Abs(float64(f.Value-g.Value)) > 1e-6*math.Abs(float64(f.Value)) {
				t.Errorf("%s: figure %d was %v, replayed %v", name, i, f, g)
			}
		}
	}
	for _, a := range c.Agents {
		if math.Abs(float64(a.Recorded.Value-a.Replayed.Value)) > 0.01 {
			t.Errorf("%s was busy for %v, replayed for %v", a.Name, a.Recorded, a.Replayed)
		}
	}
}

// figures are those that only a difference in who was served when would change.
func figures(g Group) []Figure {
	return []Figure{g.Offered, g.Answered, g.Abandoned, g.Blocked, g.PWait, g.MeanWaitS, g.MeanWaitAnswered,
		g.P95WaitS, g.ServiceLevel.OfOffered, g.ServiceLevel.OfOfferedLessShortAbandons, g.ServiceLevel.OfAnswered}
}

// What would the evenings have been with one more? The truth is known here: the same callers, with
// their own patience and talks, and one more.
func TestOneMore(t *testing.T) {
	r := aWeek(t, 0)
	c, err := Replay(r, parseChange(t, `{"runs":100,"zone":"UTC","add":[{"name":"one more","role":"psychologist","skills":{"psychologist":1,"missing":1},
		"shifts":[{"from":"16:00","to":"24:00"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	in := helpline(4, 1600)
	*in.WarmUpCalls = 0
	more := people("one more", 1, "psychologist", "missing")
	more.Shifts = []queue.WeekSpan{{From: "16:00", To: "24:00"}}
	more.WrapUpS = 45
	more.Speed = of(1.0)
	in.Agents = append(in.Agents, more)
	start := monday.time()
	truth := recorded(t, in, start, start.AddDate(0, 0, 7))
	gaveUp, wait := 0, time.Duration(0)
	for _, call := range truth.Calls {
		wait += call.Waited
		if call.Outcome == queue.EndAbandoned {
			gaveUp++
		}
	}
	was, is := c.All.Replayed, c.All.Changed
	if !(is.Abandoned.Value < 0.9*was.Abandoned.Value && is.MeanWaitS.Value < 0.9*was.MeanWaitS.Value) {
		t.Errorf("one more is no help: %v gave up, now %v; waits of %v, now %v", was.Abandoned, is.Abandoned, was.MeanWaitS, is.MeanWaitS)
	}
	if off := math.Abs(float64(is.Abandoned.Value)-float64(gaveUp)) / float64(was.Abandoned.Value); off > 0.15 {
		t.Errorf("%v give up with one more, in truth %d; it was %v", is.Abandoned, gaveUp, was.Abandoned)
	}
	if mean := wait.Seconds() / float64(len(truth.Calls)); math.Abs(float64(is.MeanWaitS.Value)-mean) > 0.15*float64(was.MeanWaitS.Value) {
		t.Errorf("waits of %v with one more, in truth %.4g; it was %v", is.MeanWaitS, mean, was.MeanWaitS)
	}
}

func TestOneLessAndAnotherPolicy(t *testing.T) {
	r := aWeek(t, 0)
	less, err := Replay(r, parseChange(t, `{"runs":20,"remove":["morning 1","morning 2"]}`))
	if err != nil {
		t.Fatal(err)
	}
	if less.All.Changed.Abandoned.Value <= less.All.Replayed.Abandoned.Value {
		t.Errorf("two less, and as few give up: %v, %v", less.All.Replayed.Abandoned, less.All.Changed.Abandoned)
	}
	if less.All.Changed.Abandoned.HalfWidth == 0 {
		t.Error("what was drawn has no half width")
	}
	first, err := Replay(r, parseChange(t, `{"runs":20,"policy":{"skills":["psychologist","missing"],"lines":[
		{"id":"silent","priority":9},{"id":"116111"},{"id":"danger"},{"id":"116000"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if s := first.Lines["silent"]; s.Changed.MeanWaitS.Value >= s.Replayed.MeanWaitS.Value {
		t.Errorf("those who are served first now wait %v, not %v", s.Changed.MeanWaitS, s.Replayed.MeanWaitS)
	}
}

func TestReplaySameBytes(t *testing.T) {
	r := aWeek(t, 1)
	var out [2]bytes.Buffer
	for i := range out {
		c, err := Replay(r, parseChange(t, `{"runs":20,"remove":["morning 1"]}`))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Print(&out[i]); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(r.Calls) // their order must not matter
	}
	if out[0].String() != out[1].String() {
		t.Error("the same replay gave other bytes")
	}
	for _, key := range []string{`"recorded"`, `"replayed"`, `"changed"`, `"116000"`, `"night 1"`, `"half_width": null`} {
		if !strings.Contains(out[0].String(), key) {
			t.Errorf("no %s in the result", key)
		}
	}
}

func TestImpossibleChanges(t *testing.T) {
	r := aWeek(t, 0)
	for file, want := range map[string]string{
		``:                        "the file is empty",
		`{"ad":[]}`:               `unknown field "ad"`,
		`{"runs":3}`:              "runs: must be from 20",
		`{"zone":"Nowhere"}`:      `zone: "Nowhere" is no time zone`,
		`{"service_level_s":-1}`:  "service_level_s: must not be negative",
		`{"remove":["nobody"]}`:   `remove[0]: "nobody" was not there`,
		`{"add":[{"name":"x"}]}`:  "add[0].role: must be one of",
		`{"add":[{"role":"x"}]}`:  "add[0].name: is missing",
		`{"policy":{"lines":[]}}`: "policy: ",
		`{"add":[{"name":"x","role":"supervisor","count":0}]}`:                                  "add[0].count: must be",
		`{"add":[{"name":"x","role":"supervisor","shifts":[{"from":"x","to":"08:00"}]}]}`:       "add[0].shifts[0].from: must be",
		`{"add":[{"name":"x","role":"supervisor","skills":{"juggling":1}}]}`:                    `add[0].skills: the policy has no skill "juggling"`,
		`{"add":[{"name":"night 1","role":"supervisor"}]}`:                                      `add[0].name: "night 1" was there already`,
		`{"add":[{"name":"x","role":"supervisor"},{"name":"x","role":"supervisor","count":2}]}`: `add[1].name: there is another "x"`,
	} {
		c, err := ParseChange([]byte(file))
		if err == nil {
			_, err = Replay(r, c)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", file, err, want)
		}
	}
	for want, broken := range map[string]Recording{
		"ends before it begins": {From: r.To, To: r.From},
		"has no policy":         {From: r.From, To: r.To},
		"nobody called":         {From: r.From, To: r.To, Policy: r.Policy},
		"nobody was there":      {From: r.From, To: r.To, Policy: r.Policy, Calls: r.Calls},
		"lies outside":          {From: r.From.AddDate(0, 0, 1), To: r.To, Policy: r.Policy, Calls: r.Calls, Roster: r.Roster},
		"nobody was answered":   {From: r.From, To: r.To, Policy: r.Policy, Calls: []RecordedCall{{Arrived: r.From}}, Roster: r.Roster},
	} {
		if _, err := Replay(broken, parseChange(t, `{}`)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %q", err, want)
		}
	}
}

// The example of Kaplan and Meier, worked by hand: 1 of 6 gives up at 2 s, one is answered at 3 s, two
// of four give up at 5 s, one of two at 8 s, and the last is answered at 9 s.
func TestSurvival(t *testing.T) {
	s := newSurvival([]attempt{{span(5), true}, {span(2), true}, {span(3), false}, {span(5), true}, {span(8), true}, {span(9), false}})
	for i, want := range []float64{5.0 / 6, 5.0 / 12, 5.0 / 24} {
		if got := s.share[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("share %d is %v, want %v", i, got, want)
		}
	}
	random := stream(1, "test", "")
	counts := map[moment]int{}
	for range 30_000 {
		counts[s.draw(span(3), random)]++
	}
	for at, share := range map[moment]float64{span(5): 0.5, span(8): 0.25, never: 0.25} {
		if got := float64(counts[at]) / 30_000; math.Abs(got-share) > 0.01 {
			t.Errorf("%v of the patient last until %v, want %v", got, at, share)
		}
	}
}

// Shifts are by the clock on the wall, also in the night when it is changed.
func TestShiftsByTheClock(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Tirane")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 3, 28, 0, 0, 0, 0, zone)
	times := onDates([]queue.WeekSpan{{Days: []string{"sat", "sun"}, From: "22:00", To: "06:00"}}, from, from.AddDate(0, 0, 2), zone)
	var got []string
	for _, s := range times {
		got = append(got, s[0].UTC().Format("02 15:04")+" to "+s[1].UTC().Format("02 15:04"))
	}
	want := []string{"28 21:00 to 29 04:00", "29 20:00 to 29 22:00"} // summer time begins on the 29th
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
