// Package agent is the people at the screens. It never decides who gets which call, and never tells a screen
// anything but the whole present truth for its person: after each step of the core each person's view is made
// anew and sent if it differs, so a reconnect is just another send and nothing can drift.
//
// A [Hub] owns it all. One goroutine, [Hub.Run], has the floor: who is here, with which tabs, what they were
// last shown, which contacts they have open. Everything else — readers of sockets, answers of the store,
// timers — posts to it, and nothing in it waits for the network or the database. Publishing to it never
// blocks either: the newest view wins, and records queue up. A small crew of goroutines does the writing.
//
// What a screen reports becomes a [queue.Event]: signed in or out, ready, paused, wrap-up done, and that the
// screen is proven alive or proven gone. Answering and hanging up are not among them; they are done on the
// phone. What a counsellor writes goes to the [ContactStore] field by field, one change of a contact after the
// other, and is acknowledged only when it is stored.
//
// The wire protocol is in PROTOCOL.md. A caller's number never comes here; what counsellors write is never logged.
package agent
