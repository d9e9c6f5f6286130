package sql

// projectCalls computes calls from all their events. It does not matter in which order or how often
// events come: the result is the same.
const projectCalls = `-- name: projectCalls
INSERT INTO call AS c (id, line, caller_key, withheld, arrived_at, waiting_at, answered_at, connected_at,
    ended_at, end_reason, ended_by, agent, offers, declined, missed, failed, withdrawn, talks,
    waited_us, rang_us, talked_us, wrapped_us, held_us, outgoing, menu_at, choice)
SELECT call,
    (array_agg(line       ORDER BY at, epoch, n) FILTER (WHERE line IS NOT NULL))[1],
    CASE WHEN NOT bool_or(withheld) THEN (array_agg(caller_key ORDER BY at, epoch, n) FILTER (WHERE caller_key IS NOT NULL))[1] END,
    coalesce(bool_or(withheld), false),
    coalesce(min(at) FILTER (WHERE kind = 'arrived'), min(at)),
    min(at) FILTER (WHERE kind = 'waiting'),
    min(at) FILTER (WHERE kind = 'answered'),
    min(at) FILTER (WHERE kind = 'connected'),
    min(at) FILTER (WHERE kind = 'ended'),
    (array_agg(reason   ORDER BY at, epoch, n) FILTER (WHERE kind = 'ended'))[1],
    (array_agg(ended_by ORDER BY at, epoch, n) FILTER (WHERE kind = 'ended'))[1],
    (array_agg(agent    ORDER BY at DESC, epoch DESC, n DESC) FILTER (WHERE kind = 'connected'))[1],
    count(*) FILTER (WHERE kind = 'offered'),
    count(*) FILTER (WHERE kind = 'declined'),
    count(*) FILTER (WHERE kind = 'missed'),
    count(*) FILTER (WHERE kind = 'failed'),
    count(*) FILTER (WHERE kind = 'withdrawn'),
    count(*) FILTER (WHERE kind = 'connected'),
    greatest(max(waited_us), 0), greatest(max(rang_us), 0), greatest(max(talked_us), 0), greatest(max(wrapped_us), 0), max(held_us), bool_or(outgoing),
    min(at) FILTER (WHERE kind = 'menu'),
    (array_agg(reason   ORDER BY at, epoch, n) FILTER (WHERE kind = 'chose'))[1]
FROM call_event WHERE call = ANY ($1::text[]) GROUP BY call
ON CONFLICT (id) DO UPDATE SET line = excluded.line, caller_key = excluded.caller_key, withheld = excluded.withheld,
    arrived_at = excluded.arrived_at, waiting_at = excluded.waiting_at, answered_at = excluded.answered_at,
    connected_at = excluded.connected_at, ended_at = excluded.ended_at, end_reason = excluded.end_reason,
    ended_by = excluded.ended_by, agent = excluded.agent,
    live_agent = CASE WHEN excluded.ended_at IS NULL THEN c.live_agent END,
    offers = excluded.offers, declined = excluded.declined, missed = excluded.missed, failed = excluded.failed,
    withdrawn = excluded.withdrawn, talks = excluded.talks, waited_us = excluded.waited_us,
    rang_us = excluded.rang_us, talked_us = excluded.talked_us, wrapped_us = excluded.wrapped_us,
    held_us = excluded.held_us, outgoing = excluded.outgoing, menu_at = excluded.menu_at, choice = excluded.choice`

// clearLive and markLive say who talks on which call: an agent is on the call they were last connected
// with, unless that call ended, was parked or given away, or somebody else took it over since.
const clearLive = `-- name: clearLive
UPDATE call SET live_agent = NULL
WHERE live_agent IS NOT NULL AND (id = ANY ($1::text[]) OR live_agent = ANY ($2::text[]))`

const markLive = `-- name: markLive
UPDATE call SET live_agent = who.agent
FROM (SELECT unnest($2::text[]) AS agent UNION SELECT agent FROM call WHERE id = ANY ($1::text[]) AND agent IS NOT NULL) AS who
CROSS JOIN LATERAL (
    SELECT call, kind FROM call_event
    WHERE agent = who.agent AND kind IN ('connected', 'parked', 'transferred', 'wrap_up') AND call IS NOT NULL
    ORDER BY at DESC, epoch DESC, n DESC LIMIT 1
) AS last
WHERE call.id = last.call AND last.kind = 'connected' AND call.agent = who.agent AND call.ended_at IS NULL`
