package queue

// CallsRecalled tells of calls that an earlier life of this core left without an end in the journal. It
// comes before the first LinkUp. Those that Asterisk still has are adopted then; of the others nobody
// saw the end, and each is given one.
type CallsRecalled struct{ Calls []RecalledCall }

// RecalledCall is a call of an earlier life.
type RecalledCall struct {
	Call     CallID `json:"call"`
	Line     LineID `json:"line"`
	Talked   bool   `json:"talked,omitempty"` // it was talked on
	Outgoing bool   `json:"outgoing,omitempty"`
}

func (e CallsRecalled) apply(c *Core) { c.recalled = append(c.recalled, e.Calls...) }

// conclude ends the recalled calls that Asterisk does not have any more.
func (c *Core) conclude(found map[CallID]bool) {
	for _, k := range c.recalled {
		if found[k.Call] || c.calls[k.Call] != nil {
			continue
		}
		r := c.record(RecEnded)
		r.Call, r.Line, r.By, r.Reason, r.Outgoing = k.Call, k.Line, ByLost, string(EndLost), k.Outgoing
		if k.Talked {
			r.Reason = string(EndAnswered)
		}
	}
	c.recalled = nil
}
