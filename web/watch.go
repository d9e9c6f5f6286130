package web

import (
	"context"
	"sync"
	"time"

	"alo116/queue"
)

// Run watches over the sessions, and whether another instance alerts the supervisors or changed the directory, and gives the alarm, until ctx ends.
//
// Whatever ends a session — its owner, an admin, 'alo116 user disable' in another process, a statement typed into
// psql — the store knows, and is asked about all sessions in use in one query four times a second. That was chosen over
// LISTEN: there is no connection that may be dead without anybody knowing, none that a pooler between would break, and
// nothing to miss while it is made anew. The query costs a fraction of a millisecond.
func (s *Site) Run(ctx context.Context) error {
	look, touch, alerts := time.NewTicker(lookEvery), time.NewTicker(touchEvery), time.NewTicker(alertsEvery)
	defer look.Stop()
	defer touch.Stop()
	defer alerts.Stop()
	s.watchAlerts(ctx)
	s.watchCallable(ctx)
	if s.alarm != nil {
		var ringing sync.WaitGroup
		ringing.Go(func() { s.alarm.run(ctx) })
		defer ringing.Wait()
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
			s.look(ctx)
		case <-touch.C:
			s.touch(ctx, s.sessions.held())
		case <-alerts.C:
			s.touch(ctx, s.sessions.heldBy(queue.Supervisor)) // by which an alarm knows who is there
			s.watchAlerts(ctx)
			s.watchCallable(ctx)
		}
	}
}

// look locks the sessions that nobody touches, finds those that are over and ends what they opened: sockets at once, and with a person's last session
// their place in the queue and their phone account. While the store is away nobody's talk ends.
func (s *Site) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	s.lockIdle(ctx, time.Now())
	_ = s.sessions.pay(ctx) // what fails is owed still, and tried again the next time
	tokens, at := s.sessions.inUse(), time.Now()
	if len(tokens) > 0 {
		standing, err := s.sessions.store.Standing(ctx, tokens...)
		if err != nil {
			return
		}
		for _, id := range s.sessions.settle(at, tokens, standing) {
			s.cfg.Hub.Disconnect(id)
		}
	}
	s.cfg.Hub.Lock(s.sessions.locked())
}

// touch keeps sessions with open sockets from running out.
func (s *Site) touch(ctx context.Context, held []string) {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	if len(held) == 0 {
		return
	}
	if err := s.sessions.store.Touch(ctx, sessionIdle, held...); err != nil {
		s.cfg.Log.Warn().Err(err).Msg("keep sessions in use")
	}
}
