package sql

import "github.com/prometheus/client_golang/prometheus"

// journalMetrics show how the journal is. None has a label that names a person or a call.
type journalMetrics struct {
	written, repeated, spooled, lost, refused, spoolErrors, damaged prometheus.Counter
	batch                                                           prometheus.Histogram
}

func newJournalMetrics(registry prometheus.Registerer, j *Journal) *journalMetrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "alo116_journal_" + name, Help: help})
	}
	m := &journalMetrics{
		written:     counter("written_total", "Records that reached PostgreSQL."),
		repeated:    counter("repeated_total", "Records that PostgreSQL had already, since an answer was lost or a life ended."),
		spooled:     counter("spooled_total", "Records that went to the disk, since PostgreSQL was away."),
		lost:        counter("lost_total", "Records that were lost: PostgreSQL, disk and memory were all full. Must be 0."),
		refused:     counter("refused_total", "Records that broke a rule of the schema and lie sealed in call_event_refused. Must be 0."),
		spoolErrors: counter("spool_errors_total", "Times that the disk took nothing."),
		damaged:     counter("spool_damaged_total", "Spool files that could not be read and were set aside."),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "alo116_journal_batch_seconds",
			Help: "How long PostgreSQL took for one batch.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 13)}),
	}
	if registry == nil {
		return m
	}
	registry.MustRegister(m.written, m.repeated, m.spooled, m.lost, m.refused, m.spoolErrors, m.damaged, m.batch)
	gauge := func(name, help string, labels prometheus.Labels, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "alo116_journal_" + name, Help: help, ConstLabels: labels}, value))
	}
	gauge("pending", "Records that are in memory only.", nil, func() float64 { return float64(j.Pending()) })
	gauge("spool_bytes", "What waits on disk for PostgreSQL.", nil, func() float64 { return float64(j.spool.Size()) })
	for _, state := range []journalState{writing, spooling, stuck} {
		gauge("state", "1 for where records go: writing (PostgreSQL), spooling (disk), stuck (memory).",
			prometheus.Labels{"state": string(state)}, func() float64 { return j.is(state) })
	}
	return m
}

func (j *Journal) is(state journalState) float64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state == state {
		return 1
	}
	return 0
}
