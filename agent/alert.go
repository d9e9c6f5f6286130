package agent

import (
	"slices"
	"time"

	"alo116/queue"
)

// Alert is a broken glass that no supervisor has looked at yet: somebody saw what their role lets them see only in need.
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

func (f *floor) boardAlerts() []boardAlert {
	shown := make([]boardAlert, 0, len(f.alerts))
	for _, a := range f.alerts {
		shown = append(shown, boardAlert{a.Entry, stamp(a.At), a.Actor, a.Name, a.Action, a.Object, a.Purpose})
	}
	return shown
}
