package queue

import "strconv"

// Facts about a line's menu.
type (
	// MenuSaid: the n-th saying of the menu is over; from now on a key is waited for. Unheard: it could not be said, and there is nothing to
	// wait for.
	MenuSaid struct {
		Call    CallID
		N       int
		Unheard bool
	}
	// KeyPressed: the caller pressed a key of their phone while greeted or in the menu. What they press later is nobody's business.
	KeyPressed struct {
		Call CallID
		Key  string
	}
)

// menuLimit bounds a menu, whatever is said in it and pressed: then the caller waits without a choice.
const menuLimit = moment(90e9)

// keyWait is how long a key is waited for after the menu was said, in seconds, if the policy does not tell.
const keyWait = 5

// greeted brings a caller on to their line's menu, or lets them wait. Who was asked before is not asked again.
func (c *Core) greeted(k *call) {
	if k.line.Menu == nil || k.back {
		c.await(k)
		return
	}
	c.enter(k, CallMenu)
	c.sayMenu(k)
}

// sayMenu says the menu, once more if it was said before.
func (c *Core) sayMenu(k *call) {
	k.menus, k.listens = k.menus+1, 0
	cmd := c.tell(SayMenu, k)
	cmd.Prompt, cmd.N = k.line.Menu.Prompt, k.menus
	c.about(k, RecMenu).Reason = strconv.Itoa(k.menus)
	c.arm(k)
}

func (e MenuSaid) apply(c *Core) {
	k := c.calls[e.Call]
	switch {
	case k == nil || k.state != CallMenu || k.menus != e.N || k.listens != 0:
	case e.Unheard:
		c.await(k)
	default:
		k.listens = c.now
		c.arm(k)
	}
}

// apply takes a key. A right one is heard at once, also while the greeting or the menu is said; a wrong one in the menu is as good as
// none.
func (e KeyPressed) apply(c *Core) {
	k := c.calls[e.Call]
	if k == nil || k.line.Menu == nil || k.back || k.state != CallGreeting && k.state != CallMenu {
		c.stats.Stale++
		return
	}
	switch choice := k.line.Menu.of(e.Key); {
	case choice != nil:
		c.choose(k, choice.Code)
	case k.state == CallMenu:
		c.unchosen(k)
	}
}

// choose lets a call wait with what its caller chose.
func (c *Core) choose(k *call, code string) {
	c.setChoice(k, code)
	c.await(k)
	c.tell(MarkChoice, k).Choice = code
}

// setChoice puts a call under the rules of its line for who chose so.
func (c *Core) setChoice(k *call, code string) {
	k.choice = code
	c.about(k, RecChose).Reason = code
	c.rebind(k)
}

// unchosen says the menu again, as often as the line does; then the caller waits without a choice. Nobody is sent away, or kept
// from a counsellor, for want of a key.
func (c *Core) unchosen(k *call) {
	if k.menus > k.line.Menu.Again || c.now >= k.since+menuLimit {
		c.await(k)
		return
	}
	c.sayMenu(k)
}

// menuDue is when a menu has waited long enough for a key.
func (k *call) menuDue() moment {
	at := k.since + menuLimit
	if k.listens != 0 && k.line.Menu != nil { // without, the new rules are about to let it wait
		at = sooner(at, k.listens+seconds(orDefault(k.line.Menu.WaitS, keyWait)))
	}
	return at
}

// of is the choice of a key; nil if there is none.
func (m *Menu) of(key string) *Choice {
	for i := range m.Choices {
		if m.Choices[i].Key == key {
			return &m.Choices[i]
		}
	}
	return nil
}
