package queue

import "cmp"

// Why a call was sent away without a counsellor, in the records of it.
const (
	ReasonClosed   = "closed"   // outside the opening hours
	ReasonFull     = "full"     // the waiting room was full
	ReasonMaxWait  = "max_wait" // it waited as long as the line allows
	ReasonTransfer = "transfer" // a counsellor passed it to a destination outside
	ReasonStep     = "step"     // its needs widened to a destination outside
)

// ReasonTakenBack is why a call is kept for the agent who had given it away, in the record of it.
const ReasonTakenBack = "taken_back"

// Why a caller is on hold no more though nobody asked, in the records of it.
const (
	ReasonHoldLimit  = "hold_limit"  // they heard music for as long as anybody may
	ReasonHoldFailed = "hold_failed" // they could not be given music
)

// leave sends a caller away, to a destination or with a prompt; only their end is missing then.
func (c *Core) leave(k *call, exit Exit, reason string) {
	c.unqueue(k)
	k.holder, k.held, k.giver = nil, 0, ""
	k.exit = &Command{Do: Dismiss, Call: k.id, Prompt: exit.Prompt}
	kind := RecDismissed
	if exit.Divert != "" {
		k.exit.Do, k.exit.Target = Divert, exit.Divert
		kind = RecDiverted
	}
	if reason == ReasonClosed {
		k.exit.Opens = k.line.opens(c.at)
	}
	c.do(*k.exit)
	c.enter(k, CallLeaving)
	c.about(k, kind).Reason = reason
}

// farewell is what makes a leaving caller go, to be asked again after it may not have been heard.
func (k *call) farewell() Command {
	if k.exit == nil || k.forced {
		return Command{Do: HangUp, Call: k.id}
	}
	return *k.exit
}

// overstayed sees to a caller who was sent away and did not go: first by force, then on paper.
func (c *Core) overstayed(k *call) {
	if k.forced {
		c.end(k, ByLost)
		return
	}
	k.forced = true
	c.tell(HangUp, k)
	c.enter(k, CallLeaving)
}

func (e CallEnded) apply(c *Core) {
	k := c.calls[e.Call]
	if k == nil {
		c.stats.Stale++
		return
	}
	c.end(k, e.By)
}

// end forgets a call, with exactly one record of its end.
func (c *Core) end(k *call, by Party) {
	if k.by != "" {
		by = k.by
	}
	reason := k.ending(by)
	switch k.state {
	case CallOffered, CallDialling, CallConnecting:
		c.withdraw(k)
	case CallTalking:
		c.tellLeg(Withdraw, k)
		c.hangUp(k)
	case CallParked:
		c.letGo(k)
	}
	r := c.about(k, RecEnded)
	r.Agent = k.talker
	r.Reason, r.By = string(reason), by
	c.remove(k)
}

// ending says how a call that ends now has ended.
func (k *call) ending(by Party) EndReason {
	switch {
	case k.connected != 0:
		return EndAnswered
	case k.unreached():
		return cmp.Or(k.fate, lostOr(by, EndUnreached))
	case by == ByTransfer || k.exit != nil && k.exit.Do == Divert:
		return EndDiverted
	case k.exit != nil:
		return EndDismissed
	case by == ByLost:
		return EndLost
	}
	return EndAbandoned
}

// lostOr is what became of a call that vanished, or else the reason.
func lostOr(by Party, reason EndReason) EndReason {
	if by == ByLost {
		return EndLost
	}
	return reason
}

func (e LegEnded) apply(c *Core) {
	k, g, live := c.leg(e.Offer)
	switch {
	case g != nil:
		c.letOut(k, g, string(e.By))
	case live:
		c.legEnded(k, e.By)
	}
}

// legEnded sees to a call whose agent's leg is gone.
func (c *Core) legEnded(k *call, by Party) {
	switch k.state {
	case CallOffered, CallDialling, CallConnecting:
		if by == ByAgent {
			c.fail(k, FailDeclined)
		} else {
			c.fail(k, FailUnreachable)
		}
	case CallTalking:
		if by == ByAgent && k.apart != 0 {
			c.left(k)
		} else if by == ByAgent {
			k.by = ByAgent
			c.tell(HangUp, k)
			c.hangUp(k)
			c.enter(k, CallLeaving)
		} else {
			c.park(k)
		}
	}
}
