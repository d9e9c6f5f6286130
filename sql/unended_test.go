package sql_test

import (
	"slices"
	"testing"

	"alo116/queue"
)

func TestUnendedCallsAreThoseWithoutAnEnd(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	events := append(life(1, "over", queue.Caller{Withheld: true}),
		queue.Record{Epoch: 2, N: 1, At: at(200), Kind: queue.RecArrived, Call: "waited", Line: "116000"},
		queue.Record{Epoch: 2, N: 2, At: at(300), Kind: queue.RecArrived, Call: "talked", Line: "116111"},
		queue.Record{Epoch: 2, N: 3, At: at(310), Kind: queue.RecConnected, Call: "talked", Line: "116111", Agent: "a1"})
	if err := store.WriteEvents(events); err != nil {
		t.Fatal(err)
	}
	got, err := store.Unended(t.Context())
	want := []queue.RecalledCall{{Call: "waited", Line: "116000"}, {Call: "talked", Line: "116111", Talked: true}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
}
