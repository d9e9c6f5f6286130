package queue

// muteLimit is how long a caller may be kept from being heard. Then they are heard again by themselves, as after a hold.
const muteLimit = holdLimit

// CallerMuted: the counsellor keeps the caller's voice from all others in the talk, or lets it in again. The caller hears on.
type CallerMuted struct {
	Call  CallID
	Agent AgentID
	On    bool
}

func (e CallerMuted) apply(c *Core) {
	k := c.calls[e.Call]
	switch {
	case !k.talksWith(e.Agent) || e.On == (k.muted != 0):
		c.stats.Stale++
	case e.On:
		c.tell(Mute, k)
		c.setMuted(k, c.now)
	default:
		c.unmute(k, "")
	}
}

// setMuted notes since when the caller is heard by nobody.
func (c *Core) setMuted(k *call, since moment) {
	k.muted = since
	c.arm(k)
	c.about(k, RecMuted)
}

// unmute has the caller heard again.
func (c *Core) unmute(k *call, reason string) {
	c.tell(Unmute, k)
	k.muted = 0
	c.arm(k)
	c.about(k, RecUnmuted).Reason = reason
}

// muteDue is when a caller is heard again by themselves; zero if they are heard now.
func (k *call) muteDue() moment {
	if k.muted == 0 {
		return 0
	}
	return k.muted + muteLimit
}

// agreeMuted makes what Asterisk lets the others hear of a caller what the core knows. A muting that was told but not seen done is
// told again; nobody stays muted whom no talk mutes.
func (c *Core) agreeMuted(k *call, v *LiveCall) {
	switch muted := k.state == CallTalking && k.muted != 0; {
	case muted:
		c.tell(Mute, k)
	case !v.Muted.IsZero():
		c.tell(Unmute, k)
	}
}
