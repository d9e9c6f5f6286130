package queue

import "pgregory.net/rapid"

// What a caller may hear. A prompt is followed by something else, or by the end.
const (
	hearsPrompt = "a prompt"
	hearsMusic  = "music"
	hearsTalk   = "the talk"
)

// noteCommand learns what a caller hears from what is asked for.
func (w *world) noteCommand(c Command) {
	k := w.calls[c.Call]
	switch c.Do {
	case Greet, SayMenu, Divert, Dismiss:
		k.hears = hearsPrompt
	case Wait, Park, Hold:
		k.hears = hearsMusic
	case Join, Resume:
		k.hears = hearsTalk
	case Mute, Unmute:
		k.silenced = c.Do == Mute
	}
}

// noteHold: only who talks is put on hold, and only who is on hold is brought back.
func (w *world) noteHold(k *told, r Record) {
	if k.state != CallTalking || k.agent != r.Agent || (r.Kind == RecHeld) == (k.apart != 0) {
		w.Fatalf("%s of call %s, %s with %q", r.Kind, r.Call, k.state, k.agent)
	}
	k.apart = 0
	if r.Kind == RecHeld {
		k.apart = w.clock
	}
	if r.Reason == ReasonHoldFailed {
		k.hears = hearsTalk
	}
}

// noteMuted: only who is heard is muted, by whoever talks with them; and the end of a talk has them heard again.
func (w *world) noteMuted(k *told, r Record) {
	if r.Kind == RecMuted && k.state != CallTalking || (r.Kind == RecMuted) == (k.muted != 0) {
		w.Fatalf("%s of call %s, %s with %q", r.Kind, r.Call, k.state, k.agent)
	}
	k.muted = 0
	if r.Kind == RecMuted {
		k.muted = w.clock
	}
}

// found decides what a caller in a talk that goes on in Asterisk was found to hear.
func (w *world) found(k *told, v *LiveCall) {
	k.hears = hearsTalk
	if rapid.IntRange(0, 3).Draw(w.T, "held") == 0 {
		v.Held, k.hears = w.now, hearsMusic
	}
	if k.silenced = rapid.IntRange(0, 3).Draw(w.T, "muted") == 0; k.silenced {
		v.Muted = w.now
	}
}

// checkAudio sees that no caller hears silence, or what they should not: the talk while on hold, music while talking. Nobody
// is on hold without somebody who holds them, nor for ever.
func (w *world) checkAudio(v View, fail func(string, ...any)) {
	for _, k := range v.Calls {
		t := w.calls[k.Call]
		if t.danger == k.Danger.IsZero() {
			fail("danger of call %s was noted: %v, shown: %s", k.Call, t.danger, k.Danger)
		}
		if (t.apart != 0) == k.Held.IsZero() {
			fail("call %s is on hold since %s, though it was %d", k.Call, k.Held, t.apart)
		}
		if t.apart != 0 && (k.State != CallTalking || k.Agent == "" || w.clock >= t.apart+600e9) {
			fail("call %s is %s with %q, on hold since %d", k.Call, k.State, k.Agent, t.apart)
		}
		if (t.muted != 0) == k.Muted.IsZero() || t.muted != 0 && (k.State != CallTalking || w.clock >= t.muted+600e9) {
			fail("the caller of %s, %s, is muted since %s, though it was %d", k.Call, k.State, k.Muted, t.muted)
		}
		if w.link && t.silenced != (t.muted != 0) {
			fail("nobody hears the caller of %s: %v, and it should be since %d", k.Call, t.silenced, t.muted)
		}
		should := map[CallState]string{CallMenu: hearsPrompt, CallWaiting: hearsMusic, CallOffered: hearsMusic, CallParked: hearsMusic, CallTalking: hearsTalk}[k.State]
		if t.apart != 0 {
			should = hearsMusic
		}
		if t.unreached() {
			should = ""
		}
		if should != "" && w.link && t.hears != should {
			fail("the caller of %s, which is %s, hears %q", k.Call, k.State, t.hears)
		}
	}
}
