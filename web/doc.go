// Package web is the one door for browsers. Nothing personal passes it without a session, nothing of it is cached, and
// an error never says more than a person needs to go on.
//
// It signs people in (argon2id; sessions kept by what Config.Sessions is, Postgres in life) and out, serves the
// built pages, hands the screens' sockets to the agent room, and carries the phones' SIP to Asterisk, so that
// browsers see one origin and Asterisk stays on loopback. A socket lives no longer than the session it was opened with.
// While the database is away, sessions that were good minutes ago still are: a talk does not end because of it.
//
// Logs tell method, route, status, time and the person's id; never a query, an address or a name.
package web
