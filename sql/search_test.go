package sql_test

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// noted begins contacts with one note each, the first the oldest.
func noted(t testing.TB, store *sql.Store, agent queue.AgentID, notes ...string) {
	t.Helper()
	for i, note := range notes {
		text, err := json.Marshal(note)
		if err != nil {
			t.Fatal(err)
		}
		c, err := store.Contacts().Open(context.Background(), queue.CallID(string(agent)+"-"+strconv.Itoa(i)), agent, "")
		if err == nil {
			_, err = store.Contacts().Set(context.Background(), c.ID, agent, "note", text, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func search(t *testing.T, store *sql.Store, q sql.Query) (notes []string, answer sql.Answer) {
	t.Helper()
	answer, err := store.Contacts().Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range answer.Contacts {
		var note string
		if err := json.Unmarshal(c.Values["note"], &note); err != nil {
			t.Fatal(err)
		}
		notes = append(notes, note)
	}
	return notes, answer
}

func TestSearchFindsWhatIsSealed(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira, agron := person(t, store, "mira"), person(t, store, "agron")
	noted(t, store, mira.ID, "Një çift zogjsh këndon.", "Ëndrra e gjelbër", "A green bird sang.")
	noted(t, store, agron.ID, "Zogu GJELBËR këndon çdo ditë")
	for words, want := range map[string][]string{
		"cift":           {"Një çift zogjsh këndon."},
		"KENDON":         {"Zogu GJELBËR këndon çdo ditë", "Një çift zogjsh këndon."},
		"gjelbër":        {"Zogu GJELBËR këndon çdo ditë", "Ëndrra e gjelbër"},
		" gjelber  zogu": {"Zogu GJELBËR këndon çdo ditë"},
		"endrra":         {"Ëndrra e gjelbër"},
		"sang bird":      {"A green bird sang."},
		"sang zogu":      nil,
		"%":              nil,
		"":               nil,
		"  ":             nil,
	} {
		if got, _ := search(t, store, sql.Query{Words: words, Everybody: true}); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}

func TestSearchLooksOnlyWhereItMay(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira, agron := person(t, store, "mira"), person(t, store, "agron")
	noted(t, store, mira.ID, "bird 1", "bird 2")
	noted(t, store, agron.ID, "bird 3")
	now := time.Now().Add(time.Minute)
	for _, c := range []struct {
		name string
		q    sql.Query
		want []string
	}{
		{"nobody's", sql.Query{}, nil},
		{"hers", sql.Query{Agents: []queue.AgentID{mira.ID}}, []string{"bird 2", "bird 1"}},
		{"nobody real", sql.Query{Agents: []queue.AgentID{"nonsense"}}, nil},
		{"everybody's", sql.Query{Everybody: true}, []string{"bird 3", "bird 2", "bird 1"}},
		{"later", sql.Query{Everybody: true, From: now}, nil},
		{"earlier", sql.Query{Everybody: true, Before: now.Add(-time.Hour)}, nil},
	} {
		c.q.Words = "bird"
		if got, _ := search(t, store, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSearchIsBoundedAndGoesOn(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	noted(t, store, mira.ID, "bird 0", "bee", "bird 1", "bird 2", "bird 3")
	for name, bound := range map[string]sql.Query{"rows": {Limit: 2}, "time": {Time: time.Nanosecond}} {
		var all []string
		q := bound
		q.Words, q.Everybody = "bird", true
		for rounds := 1; ; rounds++ {
			notes, answer := search(t, store, q)
			all = append(all, notes...)
			if answer.Seen > 2 || (name == "time" && answer.Seen > 1) {
				t.Errorf("%s: it looked into %d", name, answer.Seen)
			}
			if q.After = answer.More; answer.More == (sql.Place{}) {
				break
			}
			if rounds > 10 {
				t.Fatalf("%s: it does not end", name)
			}
		}
		if want := []string{"bird 3", "bird 2", "bird 1", "bird 0"}; !slices.Equal(all, want) {
			t.Errorf("%s: got %q, want %q", name, all, want)
		}
	}
}

func TestSearchLooksOnlyIntoWhatIsSeen(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	noted(t, store, mira.ID, "bird")
	for _, seen := range []bool{true, false} {
		sees := func(c form.Contact) map[string]json.RawMessage {
			if seen {
				return c.Values
			}
			return nil
		}
		if got, answer := search(t, store, sql.Query{Words: "bird", Everybody: true, Sees: sees}); (len(got) == 1) != seen || answer.Seen != 1 {
			t.Errorf("seen: %v, found %q", seen, got)
		}
	}
}

func TestSearchPassesOverWhatWasForgotten(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	mira := person(t, store, "mira")
	gone := contactWithNote(t, store.Contacts(), "call-1", mira.ID)
	contactWithNote(t, store.Contacts(), "call-2", mira.ID)
	if err := store.Forget(t.Context(), gone.ID, false); err != nil {
		t.Fatal(err)
	}
	if got, answer := search(t, store, sql.Query{Words: "canary", Everybody: true}); len(got) != 1 || answer.Seen != 1 {
		t.Errorf("got %q of %d", got, answer.Seen)
	}
}

func BenchmarkSearch(b *testing.B) {
	store := open(b, sqltest.URL(b), sqltest.Keys(b))
	mira, err := store.CreatePerson(b.Context(), sql.Person{Login: "mira", Name: "Mira", Role: queue.Psychologist})
	if err != nil {
		b.Fatal(err)
	}
	notes := make([]string, 500)
	for i := range notes {
		notes[i] = narrative(i)
	}
	noted(b, store, mira.ID, notes...)
	for b.Loop() {
		if a, err := store.Contacts().Search(b.Context(), sql.Query{Words: "nothing has this", Everybody: true}); err != nil || a.Seen != len(notes) {
			b.Fatalf("%d, %v", a.Seen, err)
		}
	}
	b.ReportMetric(float64(b.N*len(notes))/b.Elapsed().Seconds(), "contacts/s")
}
