package sql_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// life tells a call from its arrival to the end of the work after it: declined by the first agent,
// missed by the second, talked on by the third, lost there and talked on again.
func life(epoch uint64, call queue.CallID, caller queue.Caller) []queue.Record {
	events := []queue.Record{
		{At: at(0), Kind: queue.RecArrived, Caller: caller},
		{At: at(1), Kind: queue.RecMenu, Reason: "1"},
		{At: at(2), Kind: queue.RecChose, Reason: "child"},
		{At: at(2), Kind: queue.RecWaiting},
		{At: at(2), Kind: queue.RecOffered, Agent: "a1", Offer: 1, Why: &queue.Explanation{Candidates: []queue.AgentID{"a1", "a2"},
			Passed: []queue.PassedAgent{{Agent: "a3", Why: "busy"}}}},
		{At: at(3), Kind: queue.RecRinging, Agent: "a1", Offer: 1},
		{At: at(4), Kind: queue.RecDeclined, Agent: "a1", Offer: 1, Reason: "declined"},
		{At: at(4), Kind: queue.RecOffered, Agent: "a2", Offer: 2},
		{At: at(24), Kind: queue.RecMissed, Agent: "a2", Offer: 2, Reason: "no_answer"},
		{At: at(24), Kind: queue.RecOffered, Agent: "a3", Offer: 3},
		{At: at(26), Kind: queue.RecAnswered, Agent: "a3", Offer: 3},
		{At: at(27), Kind: queue.RecConnected, Agent: "a3", Offer: 3, Waited: 27 * time.Second, Rang: 2 * time.Second},
		{At: at(60), Kind: queue.RecParked, Agent: "a3", Offer: 3},
		{At: at(61), Kind: queue.RecOffered, Agent: "a3", Offer: 4},
		{At: at(62), Kind: queue.RecConnected, Agent: "a3", Offer: 4, Waited: 27 * time.Second, Rang: 3 * time.Second},
		{At: at(127), Kind: queue.RecEnded, Agent: "a3", Reason: "answered", By: queue.ByCaller, Waited: 27 * time.Second,
			Rang: 3 * time.Second, Talked: 98 * time.Second, Held: 12 * time.Second},
		{At: at(127), Kind: queue.RecWrapUp, Agent: "a3"},
		{At: at(157), Kind: queue.RecWrapUpDone, Agent: "a3", Wrapped: 30 * time.Second},
	}
	for i := range events {
		events[i].Epoch, events[i].N, events[i].Call, events[i].Line = epoch, uint64(i+1), call, "116111"
	}
	return events
}

func lived(call queue.CallID, key string) sql.Call {
	return sql.Call{ID: call, Line: "116111", CallerKey: key, Arrived: at(0), Asked: at(1), Choice: "child", Waiting: at(2), Answered: at(26), Connected: at(27), Ended: at(127),
		EndReason: queue.EndAnswered, EndedBy: queue.ByCaller, Agent: "a3", Offers: 4, Declined: 1, Missed: 1, Talks: 2,
		Waited: 27 * time.Second, Rang: 3 * time.Second, Talked: 98 * time.Second, Wrapped: 30 * time.Second, Held: 12 * time.Second}
}

func callOf(t *testing.T, store *sql.Store, id queue.CallID) sql.Call {
	t.Helper()
	call, err := store.Call(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func TestCallIsWhatItsEventsAddUpTo(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	caller := sqltest.Keys(t).Identify("+355690000001", false)
	if err := store.WriteEvents(life(1, "call-1", caller)); err != nil {
		t.Fatal(err)
	}
	if got, want := callOf(t, store, "call-1"), lived("call-1", caller.Key); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if _, err := store.Call(t.Context(), "call-2"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestWhoGivesUpInTheMenuIsTold(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	events := []queue.Record{
		{At: at(0), Kind: queue.RecArrived, Caller: queue.Caller{Withheld: true}},
		{At: at(4), Kind: queue.RecMenu, Reason: "1"},
		{At: at(15), Kind: queue.RecMenu, Reason: "2"},
		{At: at(17), Kind: queue.RecEnded, Reason: "abandoned", By: queue.ByCaller},
	}
	for i := range events {
		events[i].Epoch, events[i].N, events[i].Call, events[i].Line = 1, uint64(i+1), "call-1", "116111"
	}
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	want := sql.Call{ID: "call-1", Line: "116111", Withheld: true, Arrived: at(0), Asked: at(4), Ended: at(17), EndReason: queue.EndAbandoned, EndedBy: queue.ByCaller}
	if got := callOf(t, store, "call-1"); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestEventsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	events := life(1, "call-1", queue.Caller{Withheld: true})
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	got, err := store.Events(t.Context(), "call-1")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(events) {
		t.Fatalf("%d of %d", len(got), len(events))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], events[i]) {
			t.Errorf("got  %+v\nwant %+v", got[i], events[i])
		}
	}
}

// A field that is added to a record must be added to the journal, too.
func TestEveryFieldOfARecordIsKept(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	want := queue.Record{Epoch: 1<<63 - 1, N: 1<<63 - 1, At: noon, Kind: queue.RecArrived, Call: "c", Line: "l", Agent: "a", Offer: 1<<32 - 1,
		Caller: queue.Caller{Key: sqltest.Keys(t).Identify("+355690000001", false).Key}, Outgoing: true, Actor: "s", Pause: "p", Reason: "r", By: queue.ByLost,
		Waited: time.Hour, Rang: time.Minute, Talked: time.Second, Wrapped: time.Microsecond, Held: time.Millisecond,
		Skills: map[queue.Skill]queue.Level{"danger": 3}, Why: &queue.Explanation{Step: 1, Candidates: []queue.AgentID{"a"}}}
	for i := range reflect.TypeFor[queue.Record]().NumField() {
		if reflect.ValueOf(want).Field(i).IsZero() {
			t.Errorf("this test does not know the field %s", reflect.TypeFor[queue.Record]().Field(i).Name)
		}
	}
	if err := store.WriteEvents([]queue.Record{want}); err != nil {
		t.Fatal(err)
	}
	got, err := store.Events(t.Context(), "c")
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
}

// However a call's events are shuffled, split and repeated, it comes out the same.
func TestCallDoesNotDependOnTheOrderOfItsEvents(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for seed := range uint64(25) {
		random := rand.New(rand.NewPCG(116, seed))
		call := queue.CallID("call-" + strconv.FormatUint(seed, 10))
		events := life(seed+1, call, queue.Caller{Withheld: true})
		for range random.IntN(6) {
			events = append(events, events[random.IntN(len(events))])
		}
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for len(events) > 0 {
			n := 1 + random.IntN(len(events))
			if err := store.WriteEvents(events[:n]); err != nil {
				t.Fatal(err)
			}
			events = events[n:]
		}
		want := lived(call, "")
		want.Withheld = true
		if got := callOf(t, store, call); got != want {
			t.Fatalf("seed %d: got  %+v\nwant %+v", seed, got, want)
		}
	}
}

func TestAgentTalksOnOneCallAtATime(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	n := uint64(0)
	write := func(kind queue.Kind, call queue.CallID, agent queue.AgentID, second int) {
		t.Helper()
		n++
		r := queue.Record{Epoch: 1, N: n, At: at(second), Kind: kind, Call: call, Line: "116111", Agent: agent}
		if kind == queue.RecEnded {
			r.Reason, r.By = "answered", queue.ByAgent
		}
		if err := store.WriteEvents([]queue.Record{r}); err != nil {
			t.Fatal(err)
		}
	}
	live := func(want ...queue.CallID) {
		t.Helper()
		calls, err := store.Calls(t.Context(), at(0), at(1000))
		if err != nil {
			t.Fatal(err)
		}
		var got []queue.CallID
		for _, c := range calls {
			if c.Live {
				got = append(got, c.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("after event %d: talks on %v, want %v", n, got, want)
		}
	}
	write(queue.RecConnected, "one", "a1", 1)
	live("one")
	write(queue.RecConnected, "two", "a2", 2)
	live("one", "two")
	write(queue.RecConnected, "three", "a1", 30) // the end of "one" is late
	live("two", "three")
	write(queue.RecEnded, "one", "a1", 20)
	live("two", "three")
	write(queue.RecParked, "three", "a1", 40)
	live("two")
	write(queue.RecConnected, "three", "a2", 60) // "two" must be over
	live("three")
	write(queue.RecEnded, "two", "", 50)
	live("three")
	write(queue.RecWrapUp, "three", "a2", 70)
	live()
	write(queue.RecEnded, "three", "a2", 70)
	live()
	err := store.Exec(t.Context(), `UPDATE call SET live_agent = 'a9', ended_at = NULL, end_reason = NULL, ended_by = NULL`)
	if err == nil {
		t.Error("the schema lets one agent talk on three calls")
	}
}

func TestTodayCountsEachByItsOwnMoment(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	midnight := noon
	var events []queue.Record
	add := func(call queue.CallID, line queue.LineID, kind queue.Kind, second int, reason string) {
		events = append(events, queue.Record{Epoch: 1, N: uint64(len(events) + 1), At: at(second), Kind: kind, Call: call, Line: line, Reason: reason})
	}
	add("yesterday", "116111", queue.RecArrived, -900, "")
	add("yesterday", "116111", queue.RecEnded, -800, "abandoned")
	add("over midnight", "116111", queue.RecArrived, -10, "")
	add("over midnight", "116111", queue.RecConnected, 10, "")
	add("gave up after midnight", "116111", queue.RecArrived, -10, "")
	add("gave up after midnight", "116111", queue.RecEnded, 20, "abandoned")
	add("today", "116000", queue.RecArrived, 100, "")
	add("today", "116000", queue.RecConnected, 110, "")
	add("today", "116000", queue.RecEnded, 120, "answered")
	add("waits", "116000", queue.RecArrived, 130, "")
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	got, err := store.Today(t.Context(), midnight)
	want := []sql.LineToday{{"116000", 2, 1, 0}, {"116111", 0, 1, 1}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestTheJournalOfSomeDaysIsInOrder(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	events := append(life(1, "talked", queue.Caller{Withheld: true}),
		queue.Record{Epoch: 2, N: 1, At: at(1), Kind: queue.RecPresence, Agent: "a3", Reason: "ready"},
		queue.Record{Epoch: 2, N: 2, At: at(900), Kind: queue.RecArrived, Call: "later", Line: "116000"})
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	got, err := store.Records(t.Context(), at(0), at(900))
	inOrder := slices.IsSortedFunc(got, func(a, b queue.Record) int { return a.At.Compare(b.At) })
	if err != nil || len(got) != len(events)-1 || !inOrder || got[2].Agent != "a3" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestNoNumberReachesTheDatabase(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	for i, key := range []string{"+355690000001", "355690000001", "0690000001", "deadbeef"} {
		err := store.WriteEvents([]queue.Record{{Epoch: 1, N: uint64(i + 1), At: noon, Kind: queue.RecArrived, Line: "116111",
			Call: queue.CallID(strconv.Itoa(i)), Caller: queue.Caller{Key: key, Masked: "+355 69 ••• •• 01"}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := callOf(t, store, queue.CallID(strconv.Itoa(i))); got.CallerKey != "" {
			t.Errorf("%q is kept as %q", key, got.CallerKey)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM call_event e WHERE strpos(e::text, '0000') > 0 OR strpos(e::text, '••') > 0`); n != 0 {
		t.Errorf("%d events hold a number or its mask", n)
	}
}
