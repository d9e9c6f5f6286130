package main

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"alo116/queue"
)

// metrics counts what the queue did and shows how the floor is. Labels are lines and states, never
// a person or a caller.
type metrics struct {
	offered, answered, abandoned *prometheus.CounterVec
	ended, refusals, out         *prometheus.CounterVec
	wait, ring                   *prometheus.HistogramVec
	floor                        atomic.Pointer[queue.View]
}

var waitBuckets = []float64{.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600}

// newMetrics makes the metrics. The lines' own are there from the start, at zero: an alarm must tell
// "nobody called" from "nobody measures".
func newMetrics(registry prometheus.Registerer, policy *queue.Policy, inbox func() int) *metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "alo116_" + name, Help: help}, labels)
	}
	histogram := func(name, help string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "alo116_" + name, Help: help, Buckets: waitBuckets}, []string{"line"})
	}
	m := &metrics{
		offered:   counter("calls_offered_total", "Calls that reached a line.", "line"),
		answered:  counter("calls_answered_total", "Calls that were talked on.", "line"),
		abandoned: counter("calls_abandoned_total", "Calls whose caller gave up before a talk.", "line"),
		ended:     counter("calls_ended_total", "Calls that ended, by how.", "line", "reason"),
		out:       counter("calls_out_total", "Calls that counsellors made, by what came of them. No other figure counts them.", "line", "reason"),
		refusals:  counter("offers_failed_total", "Offers that were declined, missed, failed or withdrawn.", "line", "kind"),
		wait:      histogram("wait_seconds", "How long callers waited for a talk; the greeting is not waiting."),
		ring:      histogram("answer_seconds", "From the offer to the talk: how long the agent's phone rang."),
	}
	registry.MustRegister(m.offered, m.answered, m.abandoned, m.ended, m.out, m.refusals, m.wait, m.ring, floorCollector{m},
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "alo116_facts_waiting", Help: "Facts that the queue has not taken in yet."},
			func() float64 { return float64(inbox()) }))
	for i := range policy.Lines {
		m.begin(string(policy.Lines[i].ID))
	}
	return m
}

func (m *metrics) begin(line string) {
	for _, counter := range []*prometheus.CounterVec{m.offered, m.answered, m.abandoned} {
		counter.WithLabelValues(line)
	}
	for _, histogram := range []*prometheus.HistogramVec{m.wait, m.ring} {
		histogram.WithLabelValues(line)
	}
}

// record counts what a step wrote to the journal.
func (m *metrics) record(records []queue.Record) {
	for i := range records {
		m.count(&records[i])
	}
}

func (m *metrics) count(r *queue.Record) {
	line := string(r.Line)
	if r.Outgoing {
		m.countOut(line, r)
		return
	}
	switch r.Kind {
	case queue.RecArrived:
		m.offered.WithLabelValues(line).Inc()
	case queue.RecConnected:
		m.wait.WithLabelValues(line).Observe(r.Waited.Seconds())
		m.ring.WithLabelValues(line).Observe(r.Rang.Seconds())
	case queue.RecDeclined, queue.RecMissed, queue.RecFailed, queue.RecWithdrawn:
		m.refusals.WithLabelValues(line, string(r.Kind)).Inc()
	case queue.RecEnded:
		m.countEnd(line, queue.EndReason(r.Reason))
	}
}

func (m *metrics) countOut(line string, r *queue.Record) {
	if r.Kind == queue.RecEnded {
		m.out.WithLabelValues(line, r.Reason).Inc()
	}
}

func (m *metrics) countEnd(line string, reason queue.EndReason) {
	m.ended.WithLabelValues(line, string(reason)).Inc()
	switch reason {
	case queue.EndAnswered:
		m.answered.WithLabelValues(line).Inc()
	case queue.EndAbandoned:
		m.abandoned.WithLabelValues(line).Inc()
	}
}

// publish keeps the newest floor for the next scrape.
func (m *metrics) publish(v queue.View) { m.floor.Store(&v) }
