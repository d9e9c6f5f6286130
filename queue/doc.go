// Package queue decides which agent gets which caller, and nothing else.
//
// It is pure: [Core.Step] takes a moment and a fact, changes the core's state and returns
// what is to be done about it. There is no I/O here, no clock, no goroutine, no lock, no random
// number, and no choice made by ranging over a map: two cores fed the same steps are equal to
// the byte. Time comes in with each step; [Core.Deadline] says when to step again at the latest.
//
// The life of a call:
//
//	arrived → greeting → waiting → offered → connecting → talking → ended
//	                        ↑          │           │         │
//	                        └──────────┴───────────┘         ├→ parked (agent lost) → offered | waiting
//	                    declined, missed, failed             └→ wrap-up of the agent
//
// An agent is three machines that are never merged: presence (what the person says),
// reachability (what is proven: a live screen and a registered phone) and work (what they do).
// The domain's words — line, call, leg, agent, offer, wrap-up — are defined by the types here.
package queue
