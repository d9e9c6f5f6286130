package agent

import (
	"context"
	"time"

	"alo116/queue"
)

// fetchPhone gets the person's phone account for one of their screens, trying until it has it or the screen
// is over. Asterisk may be away for a while.
func (f *floor) fetchPhone(id queue.AgentID, s *socket) {
	if f.cfg.Phone == nil {
		return
	}
	f.beside(func(ctx context.Context) {
		for n := 0; ; n++ {
			account, err := f.askPhone(ctx, id)
			if err == nil {
				f.hub.post(func(f *floor) { f.phoned(id, account.Desk) })
				s.answer(phoneOf(account))
				return
			}
			if n == 0 {
				f.cfg.Log.Warn().Str("agent", string(id)).Err(err).Msg("no phone account yet")
				s.answer(phone{Type: "phone", Error: "unavailable"})
			}
			if !s.wait(ctx, backoff(n)) {
				return
			}
		}
	})
}

// phoneOf is an account as it is told. Of a desk phone nothing is told that it signs in with.
func phoneOf(a PhoneAccount) phone {
	if a.Desk {
		return phone{Type: "phone", Desk: true}
	}
	return phone{Type: "phone", User: a.User, Password: a.Password, URI: "sip:" + a.User + "@alo116.invalid", WSPath: "/sip"}
}

func (f *floor) askPhone(ctx context.Context, id queue.AgentID) (PhoneAccount, error) {
	ctx, cancel := context.WithTimeout(ctx, storeWait)
	defer cancel()
	return f.cfg.Phone(ctx, id)
}

// wait tells false when the socket or ctx was over first.
func (s *socket) wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.gone:
	case <-ctx.Done():
	}
	return false
}
