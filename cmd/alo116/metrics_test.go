package main

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"alo116/queue"
)

func TestMetricsCountWhatTheJournalTells(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := newMetrics(registry, &queue.Policy{Lines: []queue.Line{{ID: "116000"}}}, func() int { return 3 })
	m.record([]queue.Record{
		{Kind: queue.RecArrived, Line: "116111"}, {Kind: queue.RecArrived, Line: "116111"},
		{Kind: queue.RecMissed, Line: "116111"},
		{Kind: queue.RecConnected, Line: "116111", Waited: 3 * time.Second, Rang: time.Second},
		{Kind: queue.RecEnded, Line: "116111", Reason: "answered"}, {Kind: queue.RecEnded, Line: "116111", Reason: "abandoned"},
	})
	now := time.Now()
	m.publish(queue.View{At: now, Link: true,
		Stats:  queue.Stats{Decisions: 5, Stale: 4},
		Lines:  []queue.LineView{{Line: "116111", Waiting: 2, Longest: now.Add(-9 * time.Second)}},
		Calls:  []queue.CallView{{State: queue.CallWaiting}, {State: queue.CallWaiting}},
		Agents: []queue.AgentView{{Presence: queue.IsReady, Work: queue.Talking}}})
	want := `
# HELP alo116_agents Signed-in agents by presence and work.
# TYPE alo116_agents gauge
alo116_agents{presence="not_ready",work="connecting"} 0
alo116_agents{presence="not_ready",work="dialling"} 0
alo116_agents{presence="not_ready",work="idle"} 0
alo116_agents{presence="not_ready",work="reserved"} 0
alo116_agents{presence="not_ready",work="ringing"} 0
alo116_agents{presence="not_ready",work="talking"} 0
alo116_agents{presence="not_ready",work="wrap_up"} 0
alo116_agents{presence="ready",work="connecting"} 0
alo116_agents{presence="ready",work="dialling"} 0
alo116_agents{presence="ready",work="idle"} 0
alo116_agents{presence="ready",work="reserved"} 0
alo116_agents{presence="ready",work="ringing"} 0
alo116_agents{presence="ready",work="talking"} 1
alo116_agents{presence="ready",work="wrap_up"} 0
# HELP alo116_calls Live calls by state.
# TYPE alo116_calls gauge
alo116_calls{state="waiting"} 2
# HELP alo116_calls_abandoned_total Calls whose caller gave up before a talk.
# TYPE alo116_calls_abandoned_total counter
alo116_calls_abandoned_total{line="116000"} 0
alo116_calls_abandoned_total{line="116111"} 1
# HELP alo116_calls_answered_total Calls that were talked on.
# TYPE alo116_calls_answered_total counter
alo116_calls_answered_total{line="116000"} 0
alo116_calls_answered_total{line="116111"} 1
# HELP alo116_calls_offered_total Calls that reached a line.
# TYPE alo116_calls_offered_total counter
alo116_calls_offered_total{line="116000"} 0
alo116_calls_offered_total{line="116111"} 2
# HELP alo116_calls_waiting Calls that nobody talks to yet.
# TYPE alo116_calls_waiting gauge
alo116_calls_waiting{line="116111"} 2
# HELP alo116_decisions_total Offers that the queue decided on.
# TYPE alo116_decisions_total counter
alo116_decisions_total 5
# HELP alo116_facts_waiting Facts that the queue has not taken in yet.
# TYPE alo116_facts_waiting gauge
alo116_facts_waiting 3
# HELP alo116_longest_wait_seconds How long the longest of them has waited.
# TYPE alo116_longest_wait_seconds gauge
alo116_longest_wait_seconds{line="116111"} 9
# HELP alo116_missed_wakeups_total Matches that only the queue's safety net found: a fault of the queue, always 0.
# TYPE alo116_missed_wakeups_total counter
alo116_missed_wakeups_total 0
# HELP alo116_offers_failed_total Offers that were declined, missed, failed or withdrawn.
# TYPE alo116_offers_failed_total counter
alo116_offers_failed_total{kind="missed",line="116111"} 1
# HELP alo116_queue_link 1 while the queue may offer calls: Asterisk is there and its calls are known.
# TYPE alo116_queue_link gauge
alo116_queue_link 1
# HELP alo116_stale_facts_total Facts about what was over already: normal, now and then.
# TYPE alo116_stale_facts_total counter
alo116_stale_facts_total 4
`
	names := []string{"alo116_agents", "alo116_calls", "alo116_calls_abandoned_total", "alo116_calls_answered_total", "alo116_calls_offered_total",
		"alo116_calls_waiting", "alo116_facts_waiting", "alo116_longest_wait_seconds", "alo116_offers_failed_total", "alo116_queue_link",
		"alo116_missed_wakeups_total", "alo116_stale_facts_total", "alo116_decisions_total"}
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}
