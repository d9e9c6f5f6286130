package ari

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
)

// inventory is what was found in Asterisk.
type inventory struct {
	calls  []foundCall
	legs   map[string]bool // agents' legs; true if picked up
	phones map[string]bool // our accounts' users; true if registered
}

// foundCall is a caller's channel in our application.
type foundCall struct {
	id     queue.CallID
	memo   memo
	number string
	up     bool
	room   string      // the bridge it is in
	guests []guestMemo // who answered
	with   string      // the agent's leg in the talk's room, where the caller is too unless they are on hold
	since  time.Time
}

// channelInfo is what Asterisk lists of a channel. The library's type lacks the application.
type channelInfo struct {
	ID       string      `json:"id"`
	State    string      `json:"state"`
	Caller   cy.CallerID `json:"caller"`
	Created  cy.DateTime `json:"creationtime"`
	Dialplan struct {
		App  string `json:"app_name"`
		Data string `json:"app_data"`
	} `json:"dialplan"`
}

// bridgeInfo is what Asterisk lists of a bridge. The library's type lacks the time.
type bridgeInfo struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Channels []string    `json:"channels"`
	Created  cy.DateTime `json:"creationtime"`
}

// callersIn are the caller's channels among those that are subscribed to by our application.
func callersIn(app string, subscribed []string, all []channelInfo) (callers, legs []channelInfo) {
	for _, ch := range all {
		if !slices.Contains(subscribed, ch.ID) {
			continue
		}
		if _, ok := offerOfLeg(ch.ID); ok {
			legs = append(legs, ch)
			continue
		}
		if ch.Dialplan.App == "Stasis" && lineOf(ch) != "" {
			callers = append(callers, ch)
		}
	}
	return callers, legs
}

// lineOf reads the line from "APP,LINE", or "APP,LINE,out", the arguments of Stasis. After a move the APP is another's.
func lineOf(ch channelInfo) queue.LineID {
	_, line, _ := strings.Cut(ch.Dialplan.Data, ",")
	line, _, _ = strings.Cut(line, ",")
	return queue.LineID(line)
}

// found makes a call of a caller's channel, its memo and the bridges.
func found(ch channelInfo, m memo, bridges []bridgeInfo) foundCall {
	m.Line = cmp.Or(m.Line, lineOf(ch))
	if m.At.IsZero() {
		m.At = time.Time(ch.Created).UTC()
	}
	c := foundCall{id: callOf(ch.ID, m.Visit), memo: m, number: ch.Caller.Number, up: ch.State == "Up"}
	for _, b := range bridges {
		if !slices.Contains(b.Channels, ch.ID) {
			continue
		}
		c.room = b.ID
	}
	if c.room != talkBridge(c.id) && m.Held.IsZero() {
		return c
	}
	if c.room == talkBridge(c.id) {
		c.memo.Held = time.Time{}
	}
	for _, b := range bridges {
		if b.ID == talkBridge(c.id) {
			c.with, c.since = legIn(b, c.id, m.Offer), time.Time(b.Created).UTC()
		}
	}
	if c.with != "" {
		c.guests = guestsIn(c.id, m, bridges)
	}
	return c
}

// legIn is the counsellor's leg in the room of a talk, the one that the memo names, for there may be guests; empty if it is not there.
func legIn(b bridgeInfo, call queue.CallID, n uint32) string {
	leg := legOf(queue.OfferID{Call: call, N: n})
	if n == 0 || !slices.Contains(b.Channels, leg) {
		return ""
	}
	return leg
}

// live is the call as the core is told of it.
func (c foundCall) live(caller queue.Caller) queue.LiveCall {
	v := queue.LiveCall{Call: c.id, Line: c.memo.Line, Caller: caller, At: c.memo.At, Agent: c.memo.Agent, Danger: c.memo.Danger, Muted: c.memo.Muted, Choice: c.memo.Choice, Out: c.memo.Out}
	if c.memo.Offer != 0 {
		v.Offer = queue.OfferID{Call: c.id, N: c.memo.Offer}
	}
	if o, ok := offerOfLeg(c.with); ok && c.memo.Agent != "" {
		v.Offer = o
		v.Joined = c.memo.Joined
		if v.Joined.IsZero() {
			v.Joined = c.since
		}
		v.Held = c.memo.Held
		for _, g := range c.guests {
			v.Guests = append(v.Guests, queue.LiveGuest{N: g.N, Agent: g.Agent, Target: g.Target, State: g.State})
		}
	}
	return v
}

// orphans are legs and bridges of ours whose call is not there.
func orphans(app string, calls []foundCall, legs []channelInfo, bridges []bridgeInfo) (hangUp, drop []string) {
	exists := func(id string) bool {
		return slices.ContainsFunc(calls, func(c foundCall) bool { return string(c.id) == id })
	}
	for _, l := range legs {
		if o, _ := offerOfLeg(l.ID); !exists(string(o.Call)) {
			hangUp = append(hangUp, l.ID)
		}
	}
	for _, b := range bridges {
		if id, talk := strings.CutPrefix(b.ID, talkPrefix); talk && b.Name == app && !exists(id) {
			drop = append(drop, b.ID)
		}
	}
	return hangUp, drop
}
