package agent

import (
	"context"
	"slices"
	"time"

	"alo116/queue"
)

// Alert is a broken glass that no supervisor has looked at yet: somebody saw what their role lets them see only in need; or a document that
// the service locked, which nobody did.
type Alert struct {
	Entry   int64 // of the audit trail
	At      time.Time
	Actor   queue.AgentID
	Name    string
	Action  string
	Object  string
	Purpose string
}

// boardAlert is one as the board shows it. See PROTOCOL.md.
type boardAlert struct {
	Entry   int64         `json:"entry"`
	At      stamp         `json:"at"`
	Actor   queue.AgentID `json:"actor"`
	Name    string        `json:"name"`
	Action  string        `json:"action"`
	Object  string        `json:"object"`
	Purpose string        `json:"purpose"`
}

// SetAlerts gives the alerts that stand; they are on every supervisor's board at once.
func (h *Hub) SetAlerts(alerts []Alert) {
	h.post(func(f *floor) {
		if !slices.Equal(f.alerts, alerts) {
			f.alerts = slices.Clone(alerts)
			f.cfg.Metrics.alerts.Set(float64(len(alerts)))
			f.update(nil, nil)
		}
	})
}

// Endangered tells in which calls danger was noted, and when, as far as the screens were told.
func (h *Hub) Endangered(ctx context.Context) map[queue.CallID]time.Time {
	answer := make(chan map[queue.CallID]time.Time, 1)
	if !h.post(func(f *floor) { answer <- f.endangered() }) {
		return nil
	}
	select {
	case calls := <-answer:
		return calls
	case <-ctx.Done():
	case <-h.done:
	}
	return nil
}

func (f *floor) endangered() map[queue.CallID]time.Time {
	calls := map[queue.CallID]time.Time{}
	for _, c := range f.view.Calls {
		if !c.Danger.IsZero() {
			calls[c.Call] = c.Danger
		}
	}
	return calls
}

func (f *floor) boardAlerts() []boardAlert {
	shown := make([]boardAlert, 0, len(f.alerts))
	for _, a := range f.alerts {
		shown = append(shown, boardAlert{a.Entry, stamp(a.At), a.Actor, a.Name, a.Action, a.Object, a.Purpose})
	}
	return shown
}
