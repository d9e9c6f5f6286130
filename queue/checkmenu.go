package queue

import (
	"fmt"
	"regexp"
	"strings"
)

// Bounds of a menu: who calls in distress is asked briefly.
const (
	mostChoices = 9
	mostKeyWait = 20
	mostAgain   = 3
)

// choiceCode is how the journal and the statistics name a choice.
var choiceCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// checkMenu judges a line's menu, and the line as it is for each choice.
func (p *Policy) checkMenu(f *faults, where string, l *Line) {
	m := l.Menu
	if m == nil {
		return
	}
	at := where + ", menu"
	if m.Prompt == "" {
		f.add("%s: it has no prompt", at)
	}
	if m.WaitS < 0 || m.WaitS > mostKeyWait {
		f.add("%s: wait_s is not between 0 and %d", at, mostKeyWait)
	}
	if m.Again < 0 || m.Again > mostAgain {
		f.add("%s: again is not between 0 and %d", at, mostAgain)
	}
	if n := len(m.Choices); n == 0 || n > mostChoices {
		f.add("%s: it has %d choices, and not between 1 and %d", at, n, mostChoices)
	}
	var keys, codes []string
	for i := range m.Choices {
		c := &m.Choices[i]
		keys, codes = append(keys, c.Key), append(codes, c.Code)
		p.checkChoice(f, at, l, c)
	}
	duplicates(f, "key of the menu of "+where, keys)
	duplicates(f, "choice of the menu of "+where, codes)
}

func (p *Policy) checkChoice(f *faults, at string, l *Line, c *Choice) {
	at = fmt.Sprintf("%s, choice %q", at, c.Code)
	if c.Key != "" && (len(c.Key) != 1 || !strings.Contains("0123456789*#", c.Key)) {
		f.add("%s: %q is no key of a phone", at, c.Key)
	}
	if c.Code != "" && !choiceCode.MatchString(c.Code) {
		f.add("%s: its code is not of small letters, digits and _, a letter first, 40 at most", at)
	}
	for language, name := range c.Name {
		if name == "" {
			f.add("%s: its name in %q is empty", at, language)
		}
	}
	if len(c.Steps) > 0 {
		p.checkSteps(f, at, c.Steps)
		checkWidest(f, at, l.forChoice(c))
	}
}

// forChoice is the line as it is for who made a choice: with the choice's own needs and priority, if it has some.
func (l *Line) forChoice(c *Choice) *Line {
	own := *l
	if len(c.Steps) > 0 {
		own.Steps = c.Steps
	}
	if c.Priority != nil {
		own.Priority = *c.Priority
	}
	return &own
}
