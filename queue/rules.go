package queue

// rules are a policy made ready for use.
type rules struct {
	policy              *Policy
	skills              map[Skill]int
	lines               map[LineID]*line
	order               []*line
	asked               map[string]*ask // needs of transferred calls
	resume, round, rest moment
}

// line is a Line made ready for use, or what it is for who made a choice of its menu that has needs or a priority of its own.
type line struct {
	*Line
	root          *line   // the line itself
	choice        string  // of whom else this is
	variants      []*line // of the line itself, for its menu's choices
	asks          []*ask  // asks[i] accepts whoever meets any of the steps 0 to i
	offer         moment
	hours         *timetable
	lanes, urgent []*lane // one for each step

	waiting int   // calls that wait, whatever they chose; kept by the line itself
	pace    *pace // shared by all who ever compiled this line
}

// newRules compiles a policy that Check has found good.
func newRules(p *Policy) *rules {
	r := &rules{policy: p, skills: map[Skill]int{}, lines: map[LineID]*line{}, asked: map[string]*ask{}}
	r.resume = seconds(orDefault(p.ResumeS, 15))
	r.round = seconds(orDefault(p.RoundS, 60))
	r.rest = seconds(orDefault(p.RestS, 5))
	for i, s := range p.Skills {
		r.skills[s] = i
	}
	for i := range p.Lines {
		r.add(&p.Lines[i])
	}
	return r
}

func (r *rules) add(def *Line) *line {
	l := r.compile(def)
	l.root = l
	r.lines[def.ID] = l
	r.order = append(r.order, l)
	if def.Menu == nil {
		return l
	}
	for i := range def.Menu.Choices {
		if c := &def.Menu.Choices[i]; len(c.Steps) > 0 || c.Priority != nil {
			v := r.compile(def.forChoice(c))
			v.root, v.choice = l, c.Code
			l.variants = append(l.variants, v)
		}
	}
	return l
}

// chosen is the line as it is for who made a choice, and the line itself for all others.
func (l *line) chosen(code string) *line {
	for _, v := range l.root.variants {
		if v.choice == code {
			return v
		}
	}
	return l.root
}

func (r *rules) compile(def *Line) *line {
	l := &line{Line: def, offer: seconds(orDefault(def.OfferS, 20)), hours: newTimetable(def.Hours)}
	if len(def.Steps) == 0 {
		l.asks = []*ask{{of: []want{{}}}}
	}
	var wants []want
	for _, s := range def.Steps {
		if s.Divert == "" {
			wants = append(wants, r.want(s))
		}
		l.asks = append(l.asks, &ask{of: wants[:len(wants):len(wants)]})
	}
	return l
}

// lineFor finds a line. A number that the policy does not know is answered by anybody, for a caller
// must never meet a dead line.
func (r *rules) lineFor(id LineID) *line {
	if l := r.lines[id]; l != nil {
		return l
	}
	return r.add(&Line{ID: id})
}

// keep is how many agents must stay free when a call of this priority starts.
func (r *rules) keep(priority int) int {
	n := 0
	for _, k := range r.policy.Reserve {
		if priority < k.BelowPriority {
			n = max(n, k.Agents)
		}
	}
	return n
}

func orDefault(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}
