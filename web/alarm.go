package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
)

// alarm calls somebody from outside when nobody in the house looks: while no supervisor – for a broken glass, none but who broke it –
// sits at an uncovered screen, each new broken glass and each talk in which danger was noted is told to an address of the operator's,
// which wakes whom it wants. A screen proves nobody, so a broken glass that nobody said they looked at is told after patience all the
// same. It tells what kind, since when and how many, and nothing of anybody. What is not taken is told again
// at the next look; after a restart, all that stands.
type alarm struct {
	to       string
	client   *http.Client
	sessions *sql.Sessions
	alerts   *sql.Store
	hub      *agent.Hub
	failures prometheus.Counter
	log      zerolog.Logger
	now      func() time.Time

	told map[string]map[string]bool // what stands still, by kind
}

const (
	alarmWait     = 5 * time.Second         // for the answer
	supervisorFor = alertsEvery + alarmWait // a supervisor was there, if their screen was open so lately; theirs are noted at each look
	patience      = 2 * alertsEvery         // until somebody who is there said that they looked
)

// alarmBody is all that leaves the house.
type alarmBody struct {
	Kind  string    `json:"kind"` // break_glass, danger
	Since time.Time `json:"since"`
	Count int       `json:"count"`
}

func newAlarm(cfg Config) *alarm {
	a := &alarm{to: cfg.AlertTo.String(), client: &http.Client{Timeout: alarmWait, CheckRedirect: stay}, sessions: cfg.Sessions, alerts: cfg.Staff, hub: cfg.Hub, log: cfg.Log, now: time.Now, told: map[string]map[string]bool{},
		failures: prometheus.NewCounter(prometheus.CounterOpts{Name: "alo116_alarm_failures_total", Help: "Alarms that the address outside did not take; each is tried again."})}
	if cfg.Register != nil {
		cfg.Register.MustRegister(a.failures)
	}
	return a
}

// run looks four times a minute, until ctx ends.
func (a *alarm) run(ctx context.Context) {
	defer a.client.CloseIdleConnections()
	ticks := time.NewTicker(alertsEvery)
	defer ticks.Stop()
	for {
		a.ring(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}

// ring looks, and counts what was not taken.
func (a *alarm) ring(ctx context.Context) {
	if err := a.look(ctx); err != nil && ctx.Err() == nil {
		a.failures.Inc()
		a.log.Warn().Err(err).Msg("an alarm was not given; it is tried again in a moment")
	}
}

// look tells what is new, if nobody sees it here. Danger is told even while the database is away.
func (a *alarm) look(ctx context.Context) error {
	there, away := a.sessions.There(ctx, queue.Supervisor, supervisorFor)
	dangers := map[string]matter{}
	for call, since := range a.hub.Endangered(ctx) {
		dangers[string(call)] = matter{since, len(there) > 0}
	}
	if away == nil {
		away = a.tellGlass(ctx, there)
	}
	return errors.Join(away, a.tellNew(ctx, "danger", dangers))
}

// tellGlass leaves out what somebody else than who did it may just be looking at.
func (a *alarm) tellGlass(ctx context.Context, there []queue.AgentID) error {
	open, err := a.alerts.Alerts(ctx)
	if err != nil {
		return err
	}
	broken := map[string]matter{}
	for _, one := range open {
		other := slices.ContainsFunc(there, func(id queue.AgentID) bool { return id != one.Actor })
		broken[strconv.FormatInt(one.Entry, 10)] = matter{one.At, other && a.now().Sub(one.At) < patience}
	}
	return a.tellNew(ctx, "break_glass", broken)
}

// matter is something to be looked at. Seen: somebody is there who can.
type matter struct {
	since time.Time
	seen  bool
}

// tellNew tells of what nobody sees and was not told before.
func (a *alarm) tellNew(ctx context.Context, kind string, matters map[string]matter) error {
	told, news := map[string]bool{}, alarmBody{Kind: kind}
	for what, m := range matters {
		if m.seen && !a.told[kind][what] {
			continue
		}
		told[what] = true
		if a.told[kind][what] {
			continue
		}
		if news.Count++; news.Since.IsZero() || m.since.Before(news.Since) {
			news.Since = m.since
		}
	}
	if err := a.tell(ctx, news); err != nil {
		return err
	}
	a.told[kind] = told
	return nil
}

// tell posts it, if there is something to tell. The address may hold a secret, and is in no error.
func (a *alarm) tell(ctx context.Context, told alarmBody) error {
	if told.Count == 0 {
		return nil
	}
	told.Since = told.Since.UTC().Truncate(time.Second)
	text, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("say an alarm: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.to, bytes.NewReader(text))
	if err != nil {
		return errors.New("give an alarm: the address cannot be used")
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := a.client.Do(r)
	if bad, is := errors.AsType[*url.Error](err); is {
		err = bad.Err
	}
	if err != nil {
		return fmt.Errorf("give an alarm: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody))
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("give an alarm: it was answered %d", answer.StatusCode)
	}
	return nil
}
