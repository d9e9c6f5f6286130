package sim

import (
	"fmt"
	"testing"

	"alo116/queue"
)

func typ(name string, perHour float64, skills ...queue.Skill) CallType {
	return CallType{Name: name, PerHour: Rate{perHour}, Skills: skills, Talk: exponential(600)}
}

// An agent carries six calls of ten minutes an hour.
func TestUnservable(t *testing.T) {
	impatient := typ("a", 100, "a")
	impatient.Patience = exponential(60)
	low := typ("low", 11.9)
	fast := people("p", 1, "a")
	fast.Speed = of(2.0)
	wraps := people("p", 1, "a")
	wraps.WrapUpS = 300
	halfDay := people("p", 2, "a")
	halfDay.Shifts = []queue.WeekSpan{{From: "08:00", To: "20:00"}}
	for _, c := range []struct {
		name   string
		types  []CallType
		agents []Agents
		keep   int
		room   *int
		want   string
	}{
		{"just carried", []CallType{typ("a", 5.99, "a")}, []Agents{people("p", 1, "a")}, 0, nil, "[]"},
		{"exactly full is too much", []CallType{typ("a", 6, "a")}, []Agents{people("p", 1, "a")}, 0, nil, "[[a]]"},
		{"a set is too much though none of its types is", []CallType{typ("a", 5, "a"), typ("b", 5, "b"), typ("c", 5, "c")},
			[]Agents{people("p", 1, "a", "b"), people("q", 1, "c")}, 0, nil, "[[a b]]"},
		{"shared out over both", []CallType{typ("a", 5, "a"), typ("b", 5, "b")}, []Agents{people("p", 1, "a", "b"), people("q", 1, "a")}, 0, nil, "[]"},
		{"two at once", []CallType{typ("a", 7, "a"), typ("b", 7, "b")}, []Agents{people("p", 1, "a"), people("q", 1, "b")}, 0, nil, "[[a] [b]]"},
		{"all of its skills are needed", []CallType{typ("x", 1, "a", "b")}, []Agents{people("p", 1, "a"), people("q", 1, "b")}, 0, nil, "[[a b]]"},
		{"nobody has it, and patience is no help", []CallType{typ("a", 1, "a"), {Name: "z", PerHour: Rate{1}, Skills: []queue.Skill{"z"}, Talk: exponential(1), Patience: exponential(9)}},
			[]Agents{people("p", 1, "a")}, 0, nil, "[[z]]"},
		{"those who give up are always carried", []CallType{impatient}, []Agents{people("p", 1, "a")}, 0, nil, "[]"},
		{"so is a full room", []CallType{typ("a", 100, "a")}, []Agents{people("p", 1, "a")}, 0, of(3), "[]"},
		{"speed", []CallType{typ("a", 11, "a")}, []Agents{fast}, 0, nil, "[]"},
		{"wrap-up", []CallType{typ("a", 4.1, "a")}, []Agents{wraps}, 0, nil, "[[a]]"},
		{"half of the day", []CallType{typ("a", 6.1, "a")}, []Agents{halfDay}, 0, nil, "[[a]]"},
		{"a reserve of all who can", []CallType{{Name: "a", PerHour: Rate{1}, Skills: []queue.Skill{"a"}, Talk: exponential(1), Patience: exponential(9)}},
			[]Agents{people("p", 1, "a"), people("q", 2)}, 1, nil, "[[a]]"},
		{"a reserve leaves two of three", []CallType{low}, []Agents{people("p", 3)}, 1, nil, "[]"},
		{"a reserve leaves one of three", []CallType{low}, []Agents{people("p", 3)}, 2, nil, "[[]]"},
	} {
		in := file(1, 100, c.types, c.agents...)
		in.WaitingRoom = c.room
		if c.keep > 0 {
			in.Reserve = reserveOf(1, c.keep)
		}
		if got := fmt.Sprint(in.uncarried()); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// What the linear program says is Hall's condition, set by set.
func TestUnservableIsHall(t *testing.T) {
	for set := range 300 {
		r := drawn("hall", set)
		x := drawALIS(r, between(r, 0.8, 1.2))
		if carried := len(x.input(1, 60).uncarried()) == 0; carried != (x.load() < 1) {
			t.Errorf("set %d: carried %v at a load of %v", set, carried, x.load())
		}
	}
}

// An overloaded file is played to its end, too, and says so.
func TestOverload(t *testing.T) {
	in := file(3, 20_000, []CallType{typ("a", 7, "a"), typ("z", 1, "z"), typ("b", 3, "b")}, people("p", 1, "a"), people("q", 1, "b"))
	got := simulate(t, in)
	if s := fmt.Sprint(got.Unservable); s != "[[a] [z]]" {
		t.Errorf("unservable: %s", s)
	}
	if z := got.CallTypes["z"]; z.Answered.Value != 0 || z.PWait.Value != 1 {
		t.Errorf("a call that nobody can take: %+v", z)
	}
	against(t, in, func(r *Report, agree agreement) { agree("b", r.CallTypes["b"].MeanWaitS, 600) }) // M/M/1 at a load of a half
}

// Callers who give up leave too little time for those who do not, when they go first.
func TestStarved(t *testing.T) {
	urgent := typ("urgent", 60, "a")
	urgent.Priority, urgent.Patience = 1, exponential(600)
	got := simulate(t, file(3, 40_000, []CallType{urgent, typ("patient", 3, "a", "b")}, people("p", 2, "a", "b"), people("q", 1, "a")))
	if s := fmt.Sprint(got.Unservable); s != "[[a b]]" {
		t.Errorf("unservable: %s", s)
	}
	few := typ("urgent", 1, "a")
	few.Priority = 1
	in := file(3, 40_000, []CallType{few, typ("patient", 4.5, "a")}, people("p", 2, "a"))
	in.Reserve = reserveOf(1, 1) // leaves one of two, less what the urgent take
	if s := fmt.Sprint(simulate(t, in).Unservable); s != "[]" {
		t.Errorf("stable, but unservable: %s", s)
	}
}
