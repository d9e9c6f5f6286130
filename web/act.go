package web

import (
	"context"
	"time"

	"alo116/queue"
	"alo116/sql"
)

// audit keeps that somebody signed in, or tried to. What they change of what they sign in with the store audits itself.
func (s *Site) audit(ctx context.Context, who queue.AgentID, action string) error {
	return s.cfg.Staff.Audit(sql.ActingAs(ctx, who), sql.Act{Action: action, Object: "person:" + string(who)})
}

// auditFailed keeps that a second factor was wrong, as far as it can be kept: the answer is no in any case. Wrong passwords
// are counted, not kept: whoever knows a login could fill the trail with them.
func (s *Site) auditFailed(ctx context.Context, who queue.AgentID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := s.audit(ctx, who, "account.factor_wrong"); err != nil {
		s.cfg.Log.Warn().Err(err).Msg("audit a wrong second factor")
	}
}
