package sql_test

import (
	"testing"

	"alo116/queue"
	"alo116/sql"
)

// The journal beside what it replaces, in the same run: one transaction for each record. Both keep
// the calls up to date.
func BenchmarkJournal(b *testing.B) {
	b.Run("one by one", func(b *testing.B) {
		store := fresh(b)
		for i := 0; b.Loop(); i++ {
			if err := store.WriteEvents(nth(i)); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
	b.Run("journal", func(b *testing.B) {
		store := fresh(b)
		journal, _ := running(b, store, sql.JournalConfig{})
		for i := 0; b.Loop(); i++ {
			journal.Append(nth(i))
			if i%1000 == 0 {
				moved(b, journal, "room", func() bool { return journal.Pending() < 1000 })
			}
		}
		settled(b, journal)
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	})
}

// nth gives a record of a busy helpline: calls of 18 events, one after the other.
func nth(i int) []queue.Record {
	whole := events(uint64(1+i/18), 2)[0].Call
	return life(uint64(1+i/18), whole, queue.Caller{Withheld: true})[i%18 : i%18+1]
}
