// Package web is the one door for browsers. Nothing personal passes it without a session, nothing of it is cached, and
// an error never says more than a person needs to go on.
//
// It signs people in (argon2id, passkeys, codes, an organisation's own OpenID provider) and out, serves the built pages,
// hands the screens' sockets to the agent room, and carries the phones' SIP to Asterisk, so that browsers see one origin
// and Asterisk stays on loopback. A socket needs a ticket, and lives no longer than the session it was opened with: what
// ends a session, in whatever process, closes its sockets within a second. A locked session is told nothing personal.
// While the database is away, sessions that were good minutes ago still are: a talk does not end because of it.
//
//	step.go, factor.go, totp.go, passkey*.go, oidc.go   signing in, one thing a file
//	sessions.go, holds.go, watch.go, lock.go, idle.go, proof.go   a session: its standing, its sockets, its end, its cover
//	limits.go, device.go, password.go                    who guesses is slowed, and nobody else
//
// Logs tell method, route, status, time and the person's id; never a query, an address or a name.
package web
