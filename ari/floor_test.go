package ari

import (
	"fmt"
	"testing"

	"alo116/queue"

	"pgregory.net/rapid"
)

// told is what a floor tells of some notices, as text.
func told(f *floor, notices ...notice) (events []string) {
	for _, n := range notices {
		for _, e := range f.apply(n).events {
			events = append(events, fmt.Sprintf("%T%+v", e, e))
		}
	}
	return events
}

// talking is a floor with a call "1.1" whose first offer is talked on.
func talking() *floor {
	f := newFloor(identify)
	told(f, arrived{channel: "1.1", line: "116111", number: number})
	o := queue.OfferID{Call: "1.1", N: 1}
	f.calls["1.1"].legs[1] = &leg{agent: "drita"}
	told(f, ringing{o}, answered{o}, entered{"talk-1.1", "leg-1.1.1"}, entered{"talk-1.1", "1.1"})
	return f
}

func TestWhoEndedIt(t *testing.T) {
	const leg, caller = "leg-1.1.1", "1.1"
	for name, c := range map[string]struct {
		notices []notice
		tells   string
	}{
		"agent's BYE":              {[]notice{hangingUp{leg, true}, left{"talk-1.1", leg}, gone{leg, 0}, gone{leg, 16}, gone{leg, 16}}, "queue.LegEnded{Offer:1.1.1 By:agent}"},
		"RTP time-out":             {[]notice{hangingUp{leg, false}, gone{leg, 0}, gone{leg, 44}}, "queue.LegEnded{Offer:1.1.1 By:lost}"},
		"leg vanished":             {[]notice{gone{leg, 0}}, "queue.LegEnded{Offer:1.1.1 By:lost}"},
		"caller's BYE":             {[]notice{hangingUp{caller, true}, gone{caller, 0}, gone{caller, 16}}, "queue.CallEnded{Call:1.1 By:caller}"},
		"caller lost":              {[]notice{hangingUp{caller, false}, gone{caller, 0}}, "queue.CallEnded{Call:1.1 By:lost}"},
		"both, the agent first":    {[]notice{hangingUp{leg, true}, hangingUp{caller, true}, gone{caller, 0}, gone{leg, 0}}, "queue.CallEnded{Call:1.1 By:caller}"},
		"left the talk, and again": {[]notice{left{"talk-1.1", leg}, entered{"talk-1.1", leg}}, ""},
	} {
		events := told(talking(), c.notices...)
		if got := fmt.Sprint(events); got != "["+c.tells+"]" {
			t.Errorf("%s: told %s, wanted %s", name, got, c.tells)
		}
	}
}

// TestTellingIsSound throws notices at a floor in any order, repeated and missing, and holds it to
// its promise: each fact once, and none that contradicts an earlier one.
func TestTellingIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, calls, offers := newFloor(identify), map[queue.CallID]string{}, map[queue.OfferID]string{}
		channel := rapid.SampledFrom([]string{"1.1", "1.2"})
		n := rapid.Uint32Range(1, 3)
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			ch := channel.Draw(t, "channel")
			o := queue.OfferID{Call: f.channels[ch], N: n.Draw(t, "n")}
			if rapid.Bool().Draw(t, "of a leg") {
				ch = legOf(o)
			}
			notices := []notice{
				arrived{channel: channelOf(o.Call), line: "116111"}, arrived{channel: ch, line: "116111"}, answered{o}, ringing{o},
				hangingUp{ch, true}, hangingUp{ch, false}, gone{ch, 21}, entered{talkBridge(o.Call), ch}, left{talkBridge(o.Call), ch}, entered{"wait-1", ch},
			}
			i := rapid.IntRange(-1, len(notices)-1).Draw(t, "notice")
			if c := f.calls[o.Call]; i < 0 && c != nil && offers[o] == "" {
				c.legs[o.N] = &leg{}
				offers[o] = "offered"
				continue
			}
			if a, is := notices[max(i, 0)].(arrived); is && (a.channel == "" || len(a.channel) > 3) {
				continue // only a caller's channel arrives
			}
			for _, e := range f.apply(notices[max(i, 0)]).events {
				follow(t, e, calls, offers)
			}
		}
	})
}

// follow checks one fact against those before it.
func follow(t *rapid.T, e queue.Event, calls map[queue.CallID]string, offers map[queue.OfferID]string) {
	step := func(o queue.OfferID, to string, from ...string) {
		if calls[o.Call] != "live" {
			t.Fatalf("%T %+v of a call that is not there", e, e)
		}
		for _, s := range from {
			if offers[o] == s {
				offers[o] = to
				return
			}
		}
		t.Fatalf("%T %+v of an offer that is %q", e, e, offers[o])
	}
	switch e := e.(type) {
	case queue.CallArrived:
		if calls[e.Call] == "live" {
			t.Fatalf("%s arrived twice", e.Call)
		}
		calls[e.Call] = "live"
		for o := range offers {
			if o.Call == e.Call {
				delete(offers, o)
			}
		}
	case queue.CallEnded:
		if calls[e.Call] != "live" {
			t.Fatalf("%s ended twice", e.Call)
		}
		calls[e.Call] = "ended"
	case queue.OfferRinging:
		step(e.Offer, "ringing", "offered")
	case queue.OfferAnswered:
		step(e.Offer, "answered", "offered", "ringing")
	case queue.OfferFailed:
		step(e.Offer, "over", "offered", "ringing")
	case queue.Joined:
		step(e.Offer, "joined", "offered", "ringing", "answered")
	case queue.LegEnded:
		step(e.Offer, "over", "answered", "joined")
	}
}
