package main

import "alo116/queue"

// identify is the door at which a caller's number stays behind: what goes on is a key that recognises it, a mask and, if the line keeps
// numbers and the caller shows theirs, the number sealed for its contact.
func (h *house) identify(call queue.CallID, line queue.LineID, number string, withheld bool) queue.Caller {
	caller := h.keys.Identify(number, withheld)
	if caller.Withheld || !keepsNumber(h.policy.Load(), line) {
		return caller
	}
	sealed, err := h.keys.SealNumber(call, number)
	if err != nil {
		h.log.Error().Str("call", string(call)).Err(err).Msg("the number of a call is not kept")
		return caller
	}
	caller.Sealed = sealed
	return caller
}

func keepsNumber(policy *queue.Policy, line queue.LineID) bool {
	for i := range policy.Lines {
		if policy.Lines[i].ID == line {
			return policy.Lines[i].KeepNumber
		}
	}
	return false
}
