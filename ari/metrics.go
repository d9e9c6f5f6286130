package ari

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics are the numbers this package keeps. Labels come from sets that are known beforehand.
type Metrics struct {
	latency *prometheus.HistogramVec
	errors  *prometheus.CounterVec
	link    *prometheus.GaugeVec
	events  *prometheus.CounterVec
	unknown prometheus.Counter
	inbox   prometheus.Gauge
	workers prometheus.Gauge
}

// NewMetrics makes the metrics and registers them.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "alo116_ari_request_seconds", Help: "Time of a request to Asterisk, by what it was for.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
		}, []string{"verb"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "alo116_ari_request_errors_total", Help: "Requests to Asterisk that failed, by what they were for.",
		}, []string{"verb"}),
		link: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "alo116_ari_link", Help: "1 for the state the link to Asterisk is in.",
		}, []string{"state"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "alo116_ari_events_total", Help: "Events that Asterisk told, by type.",
		}, []string{"type"}),
		unknown: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "alo116_ari_events_unknown_total", Help: "Events that could not be read, or of a type we do not know.",
		}),
		inbox: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "alo116_ari_inbox", Help: "What waits to be handled by the loop.",
		}),
		workers: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "alo116_ari_workers", Help: "Calls that have workers.",
		}),
	}
	reg.MustRegister(m.latency, m.errors, m.link, m.events, m.unknown, m.inbox, m.workers)
	return m
}

func (m *Metrics) request(verb string, since time.Time, err error) {
	m.latency.WithLabelValues(verb).Observe(time.Since(since).Seconds())
	if err != nil {
		m.errors.WithLabelValues(verb).Inc()
	}
}

// event counts an event. What we do not listen to is counted together.
func (m *Metrics) event(kind string) {
	if !slices.Contains(eventTypes, kind) {
		kind = "other"
	}
	m.events.WithLabelValues(kind).Inc()
}

func (m *Metrics) state(now string) {
	for _, s := range []string{Disconnected, Syncing, Live, Replaced} {
		v := 0.0
		if s == now {
			v = 1
		}
		m.link.WithLabelValues(s).Set(v)
	}
}
