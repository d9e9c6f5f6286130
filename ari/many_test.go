package ari

import (
	"testing"

	"alo116/queue"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// TestWorkersEndWithTheirCalls lets many callers come and go, and leaves nothing of them behind.
func TestWorkersEndWithTheirCalls(t *testing.T) {
	b := setupAt(t, patient)
	const callers = 200
	var calls []queue.CallID
	for range callers {
		calls = append(calls, b.arrive())
	}
	for _, c := range calls {
		b.Do([]queue.Command{{Do: queue.Greet, Call: c, Prompt: "greeting"}, {Do: queue.Wait, Call: c}})
	}
	for range callers {
		expect[queue.GreetingEnded](b)
	}
	b.eventually(func() bool { in, _ := b.asterisk.Bridge("wait-116111"); return len(in) == callers })
	if n := reading(t, b.cfg.Metrics.workers); n != callers {
		t.Errorf("%v workers for %d calls", n, callers)
	}
	for _, c := range calls {
		b.asterisk.HangUp(string(c), 16)
	}
	for _, c := range calls {
		want(b, queue.CallEnded{Call: c, By: queue.ByCaller})
	}
	b.eventually(func() bool { return reading(t, b.cfg.Metrics.workers) == 0 })
	if n := reading(t, b.cfg.Metrics.link.WithLabelValues(Live)); n != 1 {
		t.Errorf("the link's gauge is %v", n)
	}
}

func TestUnknownEventsAreCounted(t *testing.T) {
	b := setup(t)
	b.asterisk.Send(`{"type":"CallBroadcast","application":"alo116"}`)
	b.asterisk.Send(`nonsense`)
	b.quiet()
	if n := reading(t, b.cfg.Metrics.unknown); n != 2 {
		t.Errorf("%v unknown events", n)
	}
	if n := reading(t, b.cfg.Metrics.events.WithLabelValues("StasisStart")); n != 1 {
		t.Errorf("%v starts", n)
	}
}

// reading reads a gauge or a counter.
func reading(t *testing.T, m prometheus.Metric) float64 {
	t.Helper()
	var v dto.Metric
	if err := m.Write(&v); err != nil {
		t.Fatal(err)
	}
	return v.GetGauge().GetValue() + v.GetCounter().GetValue()
}
