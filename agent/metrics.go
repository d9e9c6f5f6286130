package agent

import "github.com/prometheus/client_golang/prometheus"

// Metrics measures the screens.
type Metrics struct {
	screens    prometheus.Gauge
	people     prometheus.Gauge
	alerts     prometheus.Gauge
	views      prometheus.Counter
	superseded prometheus.Counter
	dropped    *prometheus.CounterVec
	refused    *prometheus.CounterVec
	saves      *prometheus.HistogramVec
	fanOut     prometheus.Histogram
}

// NewMetrics makes the metrics and registers them with r, which may be nil.
func NewMetrics(r prometheus.Registerer) *Metrics {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	count := func(name, help string) prometheus.CounterOpts { return prometheus.CounterOpts{Name: name, Help: help} }
	m := &Metrics{
		screens:    gauge("alo116_screens", "Screens connected."),
		people:     gauge("alo116_screen_people", "People with at least one screen that is proven alive."),
		alerts:     gauge("alo116_open_alerts", "Broken glasses that no supervisor has looked at yet: somebody should, at night too."),
		views:      prometheus.NewCounter(count("alo116_screen_views_sent_total", "Views written to screens.")),
		superseded: prometheus.NewCounter(count("alo116_screen_views_superseded_total", "Views never written because a newer one came first.")),
		dropped:    prometheus.NewCounterVec(count("alo116_screens_dropped_total", "Screens closed by us, by why."), []string{"why"}),
		refused:    prometheus.NewCounterVec(count("alo116_screen_refused_total", "Messages of screens that were refused, by code."), []string{"code"}),
		saves: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "alo116_contact_save_seconds",
			Help: "From a screen's change of a contact to the store's answer, by how it ended.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}, []string{"outcome"}),
		fanOut: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "alo116_screen_fan_out_seconds",
			Help: "Making all views anew after a step.", Buckets: prometheus.ExponentialBuckets(0.00005, 2, 14)}),
	}
	if r != nil {
		r.MustRegister(m.screens, m.people, m.alerts, m.views, m.superseded, m.dropped, m.refused, m.saves, m.fanOut)
	}
	return m
}
