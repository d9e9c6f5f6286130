package web

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	signIns  *prometheus.CounterVec
	requests *prometheus.HistogramVec
	phones   prometheus.Gauge
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "alo116_sign_ins_total", Help: "Tries to sign in, by outcome."}, []string{"outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "alo116_http_request_seconds",
			Help: "Requests other than sockets, by route and status.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 7)}, []string{"route", "status"}),
		phones: prometheus.NewGauge(prometheus.GaugeOpts{Name: "alo116_phone_sockets", Help: "Phones' sockets carried to Asterisk."}),
	}
	if r != nil {
		r.MustRegister(m.signIns, m.requests, m.phones)
	}
	return m
}
