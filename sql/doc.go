// Package sql never forgets a call and never betrays a caller: what the queue records is written
// exactly once, whether PostgreSQL is there or not, and a number or a note reaches PostgreSQL only
// as a keyed hash or sealed, with keys that never lie in it.
//
// It is the only package that speaks to the database. One file for one thing stored:
//
//	journal.go   what happened to calls and agents, batched, spooled to disk while Postgres is away
//	call.go      the calls as the journal tells them
//	contact.go   the forms, saved field by field, personal fields sealed
//	person.go    the people who may sign in
//	document.go  the documents of the cases, sealed part by part
//	task.go      what contacts left to be done
//	agency.go    the directory: agencies to refer to, every version of each
//	session.go   who is signed in
//	audit.go     what was done that must be proven, in a Merkle tree (package audit)
//	retention.go what is let go at its age, by rules that are data (package retention)
//	subject.go   what is kept about somebody who asks, and forgetting them
//	processing.go  what every column holds, how it lies there and when it goes
//	keys.go      the secrets: the hash for numbers, the master key, the audit trail's key
//	vault.go     each contact's own key, in a keyring outside the database
//	forget.go    erasure that holds in every backup
//	search.go    looking into what is sealed
//
// The journal is the truth about calls; the table "call" is what its events add up to, computed anew
// from all of a call's events whenever one arrives, so late and repeated events do no harm.
package sql
