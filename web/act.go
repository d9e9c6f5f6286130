package web

import (
	"context"
	"time"

	"alo116/queue"
	"alo116/sql"
)

// auditFailed keeps that a second factor was wrong, as far as it can be kept: the answer is no in any case. Wrong passwords
// are counted, not kept: whoever knows a login could fill the trail with them.
func (s *Site) auditFailed(ctx context.Context, who queue.AgentID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	act := sql.Act{Actor: who, Action: "account.factor_wrong", Object: "person:" + string(who)}
	if err := s.cfg.Staff.Audit(ctx, act); err != nil {
		s.cfg.Log.Warn().Err(err).Msg("audit a wrong second factor")
	}
}
