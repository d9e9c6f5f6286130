// Package ari tells the queue what happens in Asterisk and does in Asterisk what the queue asks
// for, and decides nothing about who talks to whom. What it reports is true: only this package
// says that a call exists, was answered or ended, each exactly once; and what it is told to do is
// either done or reported as failed, in the order it was told for each call.
//
//	socket ──► reader ──► inbox ──► the one loop of [Adapter.Run] ──► Config.Emit
//	                        ▲          │
//	          Do, outcomes ─┘          └──► a worker for each call ──► REST
//
// The reader does nothing but read: Asterisk closes a socket that is not read for a moment. The
// loop owns all that is known of the calls (floor) and never waits. Workers do the requests, one
// ordered worker for a call, so a slow request delays no other call.
//
// The link to Asterisk is
//
//	disconnected ──► syncing ──► live ──► disconnected (lost; again with back-off)
//	                                 └──► replaced (another instance took our name; for good)
//
// Asterisk is the truth about calls: after each connection its channels and bridges are listed,
// calls are adopted, what belongs to nobody is cleaned up, the SIP accounts are made again, and
// only then LinkUp is told, with all events that came meanwhile after it. What must survive our
// own death rides on the caller's channel in the variable ALO116_MEMO.
//
// Whoever talks on a call is in its one bridge: caller, counsellor and guests. A guest outside is called through the dialplan's
// context "invite", which knows the allow-list; this package knows names of places only.
//
// A call out begins with the ringing of its counsellor's phone; its other end is rung through the contexts "invite", "agency" and
// "callback", and is its caller's channel from then on. The number of a caller who is called back is asked of Config.Dialled at that
// moment, and goes to the dialplan in a variable that no log and no channel's name has.
//
// A caller's number goes to Config.Identify and nowhere else: not into a log, a metric, an error,
// a variable, or the agent's phone.
package ari
