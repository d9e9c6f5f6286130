package queue

import (
	"slices"
	"strconv"

	"pgregory.net/rapid"
)

// rulesOf is a call's line as the policy has it for what its caller chose.
func (w *world) rulesOf(k *told) *Line {
	l := *w.lineOf(k.line)
	if l.Menu == nil {
		return &l
	}
	for _, c := range l.Menu.Choices {
		if c.Code == k.choice && len(c.Steps) > 0 {
			l.Steps = c.Steps
		}
	}
	return &l
}

// menuAct lets a greeting or a menu be heard, or a key be pressed.
func (w *world) menuAct(id CallID) {
	n := 1
	if k := w.calls[id]; k != nil {
		n = max(0, k.menus-rapid.IntRange(0, 5).Draw(w.T, "earlier saying")/5)
	}
	w.step(rapid.SampledFrom([]Event{
		GreetingEnded{Call: id}, GreetingEnded{Call: id}, MenuSaid{Call: id, N: n}, MenuSaid{Call: id, N: n}, MenuSaid{Call: id, N: n, Unheard: true},
		KeyPressed{Call: id, Key: "1"}, KeyPressed{Call: id, Key: "#"}, KeyPressed{Call: id, Key: "9"},
	}).Draw(w.T, "menu act"))
}

// hearMenu keeps what is told of a menu.
func (w *world) hearMenu(e Event) {
	switch e := e.(type) {
	case MenuSaid:
		if k := w.calls[e.Call]; k != nil && !k.ended && k.state == CallMenu && k.menus == e.N && k.listens == 0 {
			k.listens = w.clock
			k.unheard = e.Unheard
		}
	case KeyPressed:
		if k := w.calls[e.Call]; k != nil {
			k.pressed = e.Key
		}
	}
}

// noteMenu judges a saying of the menu, and a choice: nobody is asked who came back or waits already, nor more often than the line
// does, and nobody has a choice whose key they did not press.
func (w *world) noteMenu(k *told, r Record) {
	menu := w.lineOf(k.line).Menu
	if r.Kind == RecChose && k.back && k.choice == "" && k.menus == 0 { // told as they came back
		k.choice = r.Reason
		return
	}
	if menu == nil || k.back || k.state != CallGreeting && k.state != CallMenu {
		w.Fatalf("%s of call %s, which is %s, came back: %v, menu: %v", r.Kind, r.Call, k.state, k.back, menu)
	}
	if r.Kind == RecChose {
		if c := menu.of(k.pressed); c == nil || c.Code != r.Reason {
			w.Fatalf("call %s chose %q by the key %q", r.Call, r.Reason, k.pressed)
		}
		k.choice = r.Reason
		return
	}
	if k.menus++; r.Reason != strconv.Itoa(k.menus) || k.menus > menu.Again+1 {
		w.Fatalf("call %s is told the menu the %s. time after %d, of %d", r.Call, r.Reason, k.menus-1, menu.Again+1)
	}
	if k.state != CallMenu {
		k.enter(CallMenu, w.clock, false)
	}
	k.listens, k.unheard = 0, false
}

// menuLimit is when a menu must go on at the latest, by the figures of the documentation.
func (w *world) menuLimit(k *told) moment {
	at := k.since + 90e9
	if k.listens != 0 {
		at = min(at, k.listens+or(w.lineOf(k.line).Menu.WaitS, 5))
	}
	return at
}

// checkMenus sees that a choice is kept as long as the call, and that nobody is asked by a line that has no menu.
func (w *world) checkMenus(v View, fail func(string, ...any)) {
	for _, c := range v.Calls {
		k := w.calls[c.Call]
		if c.Choice != k.choice {
			fail("call %s is told to have chosen %q, recorded %q", c.Call, c.Choice, k.choice)
		}
		if k.state == CallMenu && k.unheard {
			fail("call %s waits for a key though nothing was heard", c.Call)
		}
		if k.state == CallMenu && (k.choice != "" || w.lineOf(k.line).Menu == nil) {
			fail("call %s is in a menu with %q chosen", c.Call, k.choice)
		}
	}
	for _, r := range w.made {
		if want := w.ownRules(w.calls[r.Call]); r.Why.Choice != want {
			fail("call %s is explained by the rules of %q, and has those of %q", r.Call, r.Why.Choice, want)
		}
	}
}

// ownRules names the choice of a call if it has needs or a priority of its own.
func (w *world) ownRules(k *told) string {
	menu := w.lineOf(k.line).Menu
	if menu == nil {
		return ""
	}
	own := func(c Choice) bool { return c.Code == k.choice && (len(c.Steps) > 0 || c.Priority != nil) }
	if slices.ContainsFunc(menu.Choices, own) {
		return k.choice
	}
	return ""
}

func (w *world) drawChoice() string {
	return rapid.SampledFrom([]string{"", "one", "two", "gone"}).Draw(w.T, "choice")
}

// drawMenu makes no menu, or one with and without rules of its own.
func drawMenu(t *rapid.T) *Menu {
	if rapid.Bool().Draw(t, "no menu") {
		return nil
	}
	two := Choice{Key: "#", Code: "two"}
	if rapid.Bool().Draw(t, "own rules") {
		two.Steps = drawSteps(t)
	}
	if n := rapid.IntRange(-1, 1).Draw(t, "own priority"); n >= 0 {
		two.Priority = &n
	}
	return &Menu{Prompt: "menu", WaitS: rapid.IntRange(0, 20).Draw(t, "wait for a key"), Again: rapid.IntRange(0, 3).Draw(t, "again"),
		Choices: []Choice{{Key: "1", Code: "one"}, two}}
}
