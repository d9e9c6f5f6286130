package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"alo116/queue"
)

// floorCollector shows the newest View as gauges, made at each scrape, so that a line or a state
// that is gone is gone from the metrics too.
type floorCollector struct{ m *metrics }

var (
	waitingDesc = prometheus.NewDesc("alo116_calls_waiting", "Calls that nobody talks to yet.", []string{"line"}, nil)
	longestDesc = prometheus.NewDesc("alo116_longest_wait_seconds", "How long the longest of them has waited.", []string{"line"}, nil)
	callsDesc   = prometheus.NewDesc("alo116_calls", "Live calls by state.", []string{"state"}, nil)
	agentsDesc  = prometheus.NewDesc("alo116_agents", "Signed-in agents by presence and work.", []string{"presence", "work"}, nil)
	missedDesc  = prometheus.NewDesc("alo116_missed_wakeups_total", "Matches that only the queue's safety net found: a fault of the queue, always 0.", nil, nil)
	staleDesc   = prometheus.NewDesc("alo116_stale_facts_total", "Facts about what was over already: normal, now and then.", nil, nil)
	madeDesc    = prometheus.NewDesc("alo116_decisions_total", "Offers that the queue decided on.", nil, nil)
	linkDesc    = prometheus.NewDesc("alo116_queue_link", "1 while the queue may offer calls: Asterisk is there and its calls are known.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c floorCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{waitingDesc, longestDesc, callsDesc, agentsDesc, linkDesc, missedDesc, staleDesc, madeDesc} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c floorCollector) Collect(out chan<- prometheus.Metric) {
	v := c.m.floor.Load()
	if v == nil {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	for d, n := range map[*prometheus.Desc]uint64{missedDesc: v.Stats.MissedWakeups, staleDesc: v.Stats.Stale, madeDesc: v.Stats.Decisions} {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	link := 0.0
	if v.Link {
		link = 1
	}
	gauge(linkDesc, link)
	for _, l := range v.Lines {
		gauge(waitingDesc, float64(l.Waiting), string(l.Line))
		longest := 0.0
		if !l.Longest.IsZero() {
			longest = v.At.Sub(l.Longest).Seconds()
		}
		gauge(longestDesc, longest, string(l.Line))
	}
	for state, n := range countBy(v.Calls, func(c queue.CallView) queue.CallState { return c.State }) {
		gauge(callsDesc, float64(n), string(state))
	}
	for s, n := range countStates(v.Agents) {
		gauge(agentsDesc, float64(n), string(s.presence), string(s.work))
	}
}

type agentState struct {
	presence queue.Presence
	work     queue.Work
}

// countStates counts agents by what they say and do; who is signed in is ready or not, so these are there at zero, too.
func countStates(agents []queue.AgentView) map[agentState]int {
	counts := countBy(agents, func(a queue.AgentView) agentState { return agentState{a.Presence, a.Work} })
	for _, presence := range []queue.Presence{queue.IsReady, queue.NotReady} {
		for _, work := range []queue.Work{queue.Idle, queue.Reserved, queue.Ringing, queue.Dialling, queue.Connecting, queue.Talking, queue.WrappingUp} {
			counts[agentState{presence, work}] += 0
		}
	}
	return counts
}

func countBy[T any, K comparable](items []T, key func(T) K) map[K]int {
	counts := make(map[K]int)
	for _, item := range items {
		counts[key(item)]++
	}
	return counts
}
