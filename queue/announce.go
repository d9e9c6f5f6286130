package queue

import "slices"

// schedule sets when a waiting call hears something next. What would have been said while it was
// not waiting is left unsaid.
func (c *Core) schedule(k *call) {
	k.sayAt = 0
	for i := range k.line.Announce {
		k.sayAt = sooner(k.sayAt, k.due(&k.line.Announce[i]))
	}
}

// due is when an announcement is due next, after what was said already; never if it was the last time.
func (k *call) due(a *Announcement) moment {
	at, every := k.queued+seconds(a.AfterS), seconds(a.EveryS)
	if at > k.said {
		return at
	}
	if every == 0 {
		return 0
	}
	return at + ((k.said-at)/every+1)*every
}

// announce says what is due. The caller's place and chances are untouched by it: a match made in
// the next instant simply follows.
func (c *Core) announce(k *call) {
	for i := range k.line.Announce {
		a := &k.line.Announce[i]
		if at := k.due(a); at == 0 || at > c.now {
			continue
		}
		n, ok := c.told(k, a)
		if ok {
			c.do(Command{Do: Say, Call: k.id, Prompt: a.Prompt, Number: n})
		}
	}
	k.said = c.now
	c.schedule(k)
}

// told is the number that an announcement tells, and whether it should be told at all.
func (c *Core) told(k *call, a *Announcement) (n int, ok bool) {
	switch a.Say {
	case TellPosition:
		n, ok = c.position(k), true
	case TellWait:
		n, ok = c.expected(k)
	default:
		return 0, true
	}
	return n, ok && (a.Most == 0 || n <= a.Most)
}

// checkAnnouncements judges what waiting callers hear.
func checkAnnouncements(f *faults, where string, of []Announcement) {
	for _, a := range of {
		f.negative(where, "after_s of an announcement", a.AfterS)
		f.negative(where, "every_s of an announcement", a.EveryS)
		f.negative(where, "most of an announcement", a.Most)
		if a.Prompt == "" {
			f.add("%s: an announcement has no prompt", where)
		}
		if !slices.Contains([]Telling{TellComfort, TellPosition, TellWait}, a.Say) {
			f.add("%s: an announcement cannot say %q", where, a.Say)
		}
	}
}
