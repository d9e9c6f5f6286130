package agent

import (
	"cmp"

	"alo116/queue"
)

// What everybody is shown, and what supervisors are shown beside it. See PROTOCOL.md.
type (
	allView struct {
		Link         bool        `json:"link"`
		Lines        []lineView  `json:"lines"`
		Agents       agentsCount `json:"agents"`
		PauseReasons []string    `json:"pause_reasons"`
	}
	lineView struct {
		ID      queue.LineID      `json:"id"`
		Number  string            `json:"number"`
		Name    map[string]string `json:"name"`
		Open    bool              `json:"open"`
		Opens   stamp             `json:"opens"`
		Waiting int               `json:"waiting"`
		Longest stamp             `json:"longest"`
		Choices []choiceView      `json:"choices,omitempty"`
	}
	// choiceView is what a choice of a line's menu is called.
	choiceView struct {
		Code string            `json:"code"`
		Name map[string]string `json:"name"`
	}
	agentsCount struct {
		Free  int `json:"free"`
		Total int `json:"total"`
	}
	boardView struct {
		Lines  []boardLine  `json:"lines"`
		Agents []boardAgent `json:"agents"`
		Calls  []boardCall  `json:"calls"`
		Alerts []boardAlert `json:"alerts"`
	}
	boardLine struct {
		ID        queue.LineID  `json:"id"`
		Waiting   int           `json:"waiting"`
		Longest   stamp         `json:"longest"`
		Offered   int           `json:"offered_today"`
		Answered  int           `json:"answered_today"`
		Abandoned int           `json:"abandoned_today"`
		Unable    int           `json:"unable"`
		Missing   []queue.Skill `json:"missing"`
	}
	boardAgent struct {
		ID       queue.AgentID  `json:"id"`
		Name     string         `json:"name"`
		Role     queue.Role     `json:"role"`
		Presence queue.Presence `json:"presence"`
		Reason   string         `json:"reason"`
		Next     queue.Presence `json:"next"`
		Work     queue.Work     `json:"work"`
		Since    stamp          `json:"since"`
		Screen   bool           `json:"screen"`
		Phone    bool           `json:"phone"`
		Line     queue.LineID   `json:"line"`
		Call     queue.CallID   `json:"call"`
	}
	boardCall struct {
		ID        queue.CallID  `json:"id"`
		Line      queue.LineID  `json:"line"`
		State     string        `json:"state"`
		Since     stamp         `json:"since"`
		Arrived   stamp         `json:"arrived"`
		Connected stamp         `json:"connected"`
		Held      stamp         `json:"held"`
		Danger    stamp         `json:"danger"`
		Caller    callerView    `json:"caller"`
		Agent     queue.AgentID `json:"agent"`
		Refused   int           `json:"refused"`
		Guests    []guestView   `json:"guests"`
		Out       bool          `json:"out"`              // its counsellor calls
		Choice    string        `json:"choice,omitempty"` // in the line's menu, by its code
		Place     *placeView    `json:"place,omitempty"`
	}
)

// shared is encoded once for all who are shown it.
type shared struct {
	all   []byte
	board []byte // nil while no supervisor looks
}

// shareAnew encodes the shared parts of the present state.
func (f *floor) shareAnew() {
	f.shared.all = encode(f.allView())
	f.shared.board = nil
	for _, p := range f.people {
		if p.board && len(p.sockets) > 0 {
			f.shared.board = encode(f.boardView())
			return
		}
	}
}

func (f *floor) allView() allView {
	v := allView{Link: f.view.Link, Lines: []lineView{}, PauseReasons: f.policy.PauseReasons}
	if v.PauseReasons == nil {
		v.PauseReasons = []string{}
	}
	for _, l := range f.policy.Lines {
		now := f.waiting(l.ID)
		v.Lines = append(v.Lines, lineView{l.ID, l.Number, named(l.Name), now.Open, stamp(now.Opens), now.Waiting, stamp(now.Longest), choices(l)})
	}
	for _, a := range f.view.Agents {
		if a.Presence == queue.Offline {
			continue
		}
		v.Agents.Total++
		if a.Presence == queue.IsReady && a.Work == queue.Idle && a.Screen && a.Phone && f.view.Link {
			v.Agents.Free++
		}
	}
	return v
}

func (f *floor) boardView() boardView {
	v := boardView{Lines: []boardLine{}, Agents: []boardAgent{}, Calls: []boardCall{}, Alerts: f.boardAlerts()}
	for _, l := range f.policy.Lines {
		now, day := f.waiting(l.ID), f.today.line(l.ID)
		missing := append([]queue.Skill{}, now.Missing...)
		v.Lines = append(v.Lines, boardLine{l.ID, now.Waiting, stamp(now.Longest), day.Offered, day.Answered, day.Abandoned, now.Unable, missing})
	}
	for _, a := range f.view.Agents {
		if a.Presence != queue.Offline || a.Work != queue.Idle { // who left may still have work to end
			v.Agents = append(v.Agents, f.boardAgent(a))
		}
	}
	for _, c := range f.view.Calls {
		v.Calls = append(v.Calls, boardCall{c.Call, c.Line, string(c.State), stamp(c.Since), stamp(c.Arrived),
			stamp(c.Connected), stamp(c.Held), stamp(c.Danger), caller(c.Caller), c.Agent, c.Refused, f.guests(c), c.Out != "", c.Choice, f.placeOf(c)})
	}
	return v
}

func (f *floor) boardAgent(a queue.AgentView) boardAgent {
	b := boardAgent{ID: a.Agent, Role: a.Role, Presence: a.Presence, Reason: a.Reason, Next: a.Next, Work: a.Work,
		Since: stamp(a.Since), Screen: a.Screen, Phone: a.Phone, Call: a.Call, Line: f.calls[a.Call].Line}
	if p := f.people[a.Agent]; p != nil {
		b.Name = p.Name
	}
	return b
}

func (f *floor) waiting(id queue.LineID) queue.LineView {
	for _, l := range f.view.Lines {
		if l.Line == id {
			return l
		}
	}
	return queue.LineView{Line: id}
}

func (f *floor) offerS(id queue.LineID) int {
	for i := range f.policy.Lines {
		if f.policy.Lines[i].ID == id {
			return cmp.Or(f.policy.Lines[i].OfferS, defaultOfferS)
		}
	}
	return defaultOfferS
}

// defaultOfferS is the policy's own default.
const defaultOfferS = 20

func named(names map[string]string) map[string]string {
	if names == nil {
		return map[string]string{}
	}
	return names
}

// choices are what the callers of a line may have chosen; nothing without a menu.
func choices(l queue.Line) (all []choiceView) {
	if l.Menu == nil {
		return nil
	}
	for _, c := range l.Menu.Choices {
		all = append(all, choiceView{c.Code, named(c.Name)})
	}
	return all
}
