package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
)

type alertBody struct {
	Entry   int64         `json:"entry"`
	At      int64         `json:"at"`
	Actor   queue.AgentID `json:"actor"`
	Name    string        `json:"name"`
	Action  string        `json:"action"`
	Object  string        `json:"object"`
	Purpose string        `json:"purpose"`
}

// alerts lists the broken glasses that no supervisor has looked at.
func (s *Site) alerts(w http.ResponseWriter, r *http.Request) error {
	open, err := s.cfg.Staff.Alerts(r.Context())
	if err != nil {
		return err
	}
	shown := make([]alertBody, 0, len(open))
	for _, a := range open {
		shown = append(shown, alertBody{a.Entry, milli(a.At), a.Actor, a.ActorName, a.Action, a.Object, a.Purpose})
	}
	reply(w, http.StatusOK, map[string]any{"alerts": shown})
	return nil
}

// closeAlert notes that a supervisor looked at one. Nobody looks at their own.
func (s *Site) closeAlert(w http.ResponseWriter, r *http.Request) error {
	entry, err := strconv.ParseInt(r.PathValue("entry"), 10, 64)
	if err != nil {
		return errNotFound
	}
	err = s.cfg.Staff.CloseAlert(r.Context(), entry, asker(r).person.ID)
	switch {
	case errors.Is(err, sql.ErrNotFound):
		return errNotFound
	case errors.Is(err, sql.ErrOwnAlert):
		return errOwnAlert
	case err != nil:
		return err
	}
	s.watchAlerts(r.Context())
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// watchAlerts brings what stands to the supervisors' boards. If the database is away, it is looked at again soon.
func (s *Site) watchAlerts(ctx context.Context) {
	if s.cfg.Staff == nil {
		return
	}
	open, err := s.cfg.Staff.Alerts(ctx)
	if err != nil {
		s.cfg.Log.Warn().Err(err).Msg("the alerts were not read; they are again in a moment")
		return
	}
	alerts := make([]agent.Alert, 0, len(open))
	for _, a := range open {
		alerts = append(alerts, agent.Alert{Entry: a.Entry, At: a.At, Actor: a.Actor, Name: a.ActorName, Action: a.Action, Object: a.Object, Purpose: a.Purpose})
	}
	s.cfg.Hub.SetAlerts(alerts)
}
