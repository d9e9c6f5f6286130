// Package queue decides which agent gets which caller, and nothing else.
//
// It is pure: [Core.Step] takes a moment and a fact, changes the core's state and returns
// what is to be done about it. There is no I/O here, no clock, no goroutine, no lock, no random
// number, and no choice made by ranging over a map: two cores fed the same steps are equal to
// the byte. Time comes in with each step; [Core.Deadline] says when to step again at the latest.
//
//	core := queue.New(policy, queue.Config{Epoch: epoch})
//	for {
//		select {
//		case e := <-facts:
//			out = core.Step(time.Now(), e)
//		case <-deadline:
//			out = core.Step(time.Now(), queue.Tick{})
//		}
//		// hand out out.Commands and out.Records, publish core.View(), set the deadline
//	}
//
// # Calls
//
//	arrived → greeting (→ menu) → waiting → offered → connecting → talking ⇄ held → ended
//	                                 ↑          │           │         │
//	                                 └──────────┴───────────┘         ├→ parked (agent lost) → offered | waiting
//	                             declined, missed, failed             ├→ waiting (transferred)
//	                                                                  └→ wrap-up of the agent
//
// A call keeps its seniority, the moment it arrived, for ever. Whatever ends an offer puts it back
// there; a call whose agent was lost in the talk goes to the head of the queue, before all classes,
// after 15 s in which the same agent may resume. The caller's end ends it from every state, with
// exactly one record.
//
// A line may ask its callers to press a key. A right one is heard at once, also while the greeting or the menu is said; who presses a wrong
// one, or none, is asked again as often as the line does, and then waits without a choice, for a child may have no keys, or no hand
// for them. What was chosen may have needs and a priority of its own, and is kept as long as the call: nobody is asked twice.
//
// On hold the caller hears music while the agent stays; it is still their talk, and part of its time. An agent who
// hangs up then does not end the call: it goes to the head of the queue. After ten minutes the caller is brought back.
//
// Into a talk its counsellor may ask guests: colleagues, or places of the allow-list. A consultation is a guest and the caller on
// hold, a conference a guest and the caller not on hold; each guest is muted, held or sent away alone. A colleague who is a guest is
// offered nothing. The counsellor may leave the talk to them; if it ends in any other way, so does every guest's part in it.
//
// A call out is asked for by a counsellor, whom it reserves at once: their phone rings, then the other end (dialling). Once that
// answers it is a call like any, and in no queue behind others should its counsellor be lost. If it does not answer, or the counsellor's
// end is gone before, or the link, the call ends with its reason, and its counsellor is as free as they were. All that is recorded of it
// says that it went out: no pace, no memory and no figure of callers counts it.
//
//	offered → dialling → connecting → talking → …
//
// # Agents
//
// An agent is three machines that are never merged. Presence is what they say: offline, not ready
// with a reason, ready, and what they want next, which comes true after the call and its wrap-up.
// Reachability is what is proven: a live screen and a registered phone that rings when it should. Work
// is what they do: idle, reserved, ringing, dialling, connecting, talking, wrap-up. Offered is only who is
// ready, reachable and idle. A screen or phone that is gone blocks offers at once and changes
// nothing else, in particular no talk; after half a minute idle without it the agent is not ready any more.
// A missed call makes its agent not ready; an unreachable phone is no blame, until the third time in a row.
//
// Every state that passes has a deadline, so that a lost event can hold nobody.
//
// # Matching
//
//   - A free agent takes, among the waiting calls whose needs they meet, the one of the highest
//     priority, then the longest waiting.
//   - A call takes, among the free agents who meet its needs, the counsellor it spoke to last if its line
//     asks for that, then by the line's preference, then the longest idle. Being refused does not
//     change how long one has been idle.
//   - Needs are the sum of the line's steps so far: they only widen. A step is taken by time, also while
//     a phone rings, or at once when nobody signed in could ever meet those before it.
//   - A reserve lets a call of low priority start only while more than so many suitable agents are free.
//   - An agent who declined, missed or could not be reached, or gave the call away, is not offered it
//     again for a minute; when nobody else is left, only for five seconds.
//   - Nobody waits while an agent who may take them is free, and nobody blocks the one behind.
//     Once a second the core checks itself; [Stats] counts what it found, which is nothing.
//
// Calls wait in lanes (same line, same needs, same class), agents stand in profiles (same role, same
// levels of skill). Which profile suits which lane is worked out once and kept as bits, so a decision
// looks at the heads of lanes and profiles only and its cost does not grow with those who wait behind.
// Memory of ended calls is used again; a step allocates nothing in the steady state.
//
// # The world's clock
//
// The core's own clock never runs backwards. When the world's does, the core goes on from where it
// was and keeps the difference, so deadlines stay where they are felt. What it tells is the world's time.
//
// The domain's words — line, call, leg, agent, offer, wrap-up — are defined by the types here. The
// scenarios in testdata read as dialogues: facts, what is asked for (→), what is written down (·).
package queue
