package agent

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
)

// saying is a message that names a thing: how it lies there as somebody's, and what is said of it.
type saying struct {
	says string
	// lies puts the call k1 there; nil: it is a talk of theirs.
	lies func(v *queue.View, of queue.AgentID)
	// answer is what a good one is answered with; empty: nothing, and the queue is told.
	answer string
	// nobodys: the thing has no owner.
	nobodys bool
	// do is what is done to the thing, if that is another row of the table than the message's own.
	do roles.Action
	to roles.Object
}

// sayings are all messages that name a call, a contact or somebody. The contact c1 is to be written, c2 is closed, of c3 the caller said
// that calling back is safe. The case c5 is theirs, too.
var sayings = map[string]saying{
	"prioritise":  {says: `"call":"k1","priority":5`, lies: waiting, nobodys: true},
	"assign":      {says: `"call":"k1","to":"free"`, lies: waiting, nobodys: true},
	"transfer":    {says: `"call":"k1","to":"free"`},
	"take_back":   {says: `"call":"k1"`, lies: given},
	"hold":        {says: `"call":"k1"`},
	"resume":      {says: `"call":"k1"`},
	"caller":      {says: `"call":"k1","state":"muted"`},
	"danger":      {says: `"call":"k1"`},
	"invite":      {says: `"call":"k1","to":"free"`},
	"guest":       {says: `"call":"k1","leg":1,"state":"held"`},
	"remove":      {says: `"call":"k1","leg":1`},
	"hand_over":   {says: `"call":"k1","leg":1`},
	"wrapup_done": {says: `"call":"k1"`, lies: writtenUp},
	"history":     {says: `"call":"k1"`, answer: "history"},
	"set":         {says: `"contact":"c1","field":"call_type","value":"silent","rev":0`, answer: "saved"},
	"close":       {says: `"contact":"c1","rev":1`, answer: "saved"},
	"reopen":      {says: `"contact":"c2"`, answer: "saved"},
	"call_back":   {says: `"contact":"c3"`, lies: writtenUp, answer: "calling"},
	"call_place":  {says: `"divert":"112","case":"c5"`, lies: writtenUp, answer: "calling", do: roles.Change, to: roles.Case},
	"enter":       {says: `"contact":"c4","channel":"walk_in","at":"NOW","to":"OWNER"`, answer: "saved"},
}

// unnamed are the messages that name nothing that could be another's.
var unnamed = []string{"beat", "ready", "pause", "ways", "put_down", "silence", "digit", "sign_out"}

// TestEveryRoleAtEveryThingNamed says every message that names a thing, as every role that has a desk, about one's own, one of the team's
// and a stranger's: it is done where the table of the roles says yes, and nowhere else. A message that is in neither list fails.
func TestEveryRoleAtEveryThingNamed(t *testing.T) {
	for name := range asks {
		if _, names := sayings[name]; names == slices.Contains(unnamed, name) {
			t.Errorf("say of %s how it names a thing, or that it names none", name)
		}
	}
	for _, role := range roles.All() {
		if roles.Could(role, roles.Use, roles.Desk) == roles.No {
			continue // TestEveryRoleAtEveryMessage sees them sent away
		}
		for owner, team := range map[queue.AgentID]string{"visitor": "east", "colleague": "east", "stranger": "west"} {
			t.Run(fmt.Sprintf("%s, %s's", role, owner), func(t *testing.T) { tryThings(t, role, owner, team) })
		}
	}
}

func tryThings(t *testing.T, role queue.Role, owner queue.AgentID, team string) {
	h := open(t)
	me := Person{ID: "visitor", Login: "visitor", Name: "Visitor", Role: role, Team: "east"}
	h.visitor, h.other = me, Person{ID: owner, Login: string(owner), Role: queue.Psychologist, Team: team}
	whose := form.Whose{Agent: owner, Team: team}
	for _, id := range []string{"c1", "c2", "c3"} {
		h.store.contacts[id] = &form.Contact{ID: id, Call: queue.CallID("of-" + id), Agent: owner, Version: "1", Values: map[string]json.RawMessage{}, OpenedAt: time.Now(), Closed: id != "c1"}
	}
	h.store.whose = map[string]form.Whose{"c2": whose, "c3": whose, "c5": whose, string(owner): whose}
	h.store.back = form.Callback{Line: "116111", Caller: queue.Caller{Key: "k", Masked: "•"}}
	if owner != me.ID {
		h.sit(h.other, "theirs") // so that the floor knows their team
	}
	s := h.sit(me, "mine")
	first := []string{"set", "close"} // what is closed is changed by nobody
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(sayings)), func(name string) bool { return slices.Contains(first, name) })
	for n, name := range append(first, rest...) {
		said := sayings[name]
		h.lay(s, said, owner, n+1)
		done := s.does(h, name, said, owner)
		relation := roles.Between(roles.Party{ID: me.ID, Team: me.Team}, roles.Party{ID: owner, Team: team}, 0)
		if said.nobodys {
			relation = roles.Relation{}
		}
		a := asks[name]
		if said.do != "" {
			a.action, a.object = said.do, said.to
		}
		if want := roles.May(role, a.action, a.object, relation); done != (want == roles.Yes) {
			t.Errorf("%s is done: %v, the table says %s of '%s %s'", name, done, want, a.action, a.object)
		}
	}
}

// lay publishes a floor with the call k1 of an owner, and with somebody free, and waits until the screen shows it, the n-th.
func (h *house) lay(s *screen, said saying, of queue.AgentID, n int) {
	h.t.Helper()
	v := queue.View{At: at(30), Link: true, Lines: []queue.LineView{{Line: "116111", Waiting: n}}}
	for _, id := range []queue.AgentID{"visitor", of, "free"} {
		v.Agents = append(v.Agents, queue.AgentView{Agent: id, Role: queue.Psychologist, Presence: queue.IsReady, Screen: true, Phone: true, Work: queue.Idle})
	}
	if of == "visitor" {
		v.Agents = v.Agents[1:]
	}
	theirs := &v.Agents[len(v.Agents)-2]
	theirs.Work, theirs.Call = queue.Talking, "k1"
	v.Calls = []queue.CallView{{Call: "k1", Line: "116111", Caller: queue.Caller{Key: "k", Masked: "•"}, State: queue.CallTalking, Arrived: at(0), Agent: of}}
	v.Calls[0].Guests[0] = queue.GuestView{N: 1, Agent: "guest", State: queue.GuestIn}
	if said.lies != nil {
		said.lies(&v, of)
	}
	h.hub.Publish(v)
	s.sees(func(g got) bool { return len(g.Lines) > 0 && g.Lines[len(g.Lines)-1].Waiting == n })
}

// waiting has the call be nobody's yet.
func waiting(v *queue.View, of queue.AgentID) {
	writtenUp(v, of)
	v.Calls = []queue.CallView{{Call: "k1", Line: "116111", State: queue.CallWaiting, Arrived: at(0)}}
}

// given has it wait for another, from whom they may take it back.
func given(v *queue.View, of queue.AgentID) {
	waiting(v, of)
	v.Calls[0].Giver = of
}

// writtenUp has its owner write it up.
func writtenUp(v *queue.View, of queue.AgentID) {
	v.Agents[len(v.Agents)-2].Work = queue.WrappingUp
	v.Calls = nil
}

// does says it, and tells whether it is done: it is answered, or the queue is told. What is not done is refused, or comes to nothing.
func (s *screen) does(h *house, name string, said saying, owner queue.AgentID) bool {
	s.t.Helper()
	for len(h.events) > 0 {
		<-h.events
	}
	message := fmt.Sprintf(`{"type":%q,%s}`, name, strings.NewReplacer("OWNER", string(owner), "NOW", minutesAgo(5)).Replace(said.says))
	if said.answer == "" {
		if code := s.refusedAs(message); code != "" {
			s.isRefusal(name, code)
			return false
		}
		return len(h.events) > 0
	}
	for {
		s.say(`{"id":"it",` + message[1:])
		g := s.next(said.answer, "refused")
		if g.Code == "unavailable" { // what is theirs may not be loaded yet
			continue
		}
		if g.Type == "refused" {
			s.isRefusal(name, g.Code)
		}
		return g.Type == said.answer
	}
}

// isRefusal proves that it was refused because of whose it is, and not because it makes no sense.
func (s *screen) isRefusal(name, code string) {
	s.t.Helper()
	if !slices.Contains([]string{"not_allowed", "not_yours", "gone"}, code) {
		s.t.Errorf("%s is refused by %q", name, code)
	}
}
